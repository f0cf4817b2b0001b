package dev.tunewright.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.Example;
import dev.tunewright.engine.data.GlueTask;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files have GLUE's own columns and our own sentences. */
class DatasetMirrorTest {

    @TempDir
    Path mirror;

    private void write(String file, String... lines) throws IOException {
        Path path = mirror.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, String.join("\n", lines).replace('|', '\t') + "\n");
    }

    private Dataset read(String name) {
        return DatasetReader.read(new DatasetMirror(List.of(mirror)).find(name).orElseThrow(), null);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "mrpc, MRPC, '\uFEFFQuality|#1 ID|#2 ID|#1 String|#2 String', 1|7|8|A \" b.|C d.,"
                + " 0|7|8|E f.|G h., A \" b., C d., 1, equivalent",
        "qqp, QQP, id|qid1|qid2|question1|question2|is_duplicate, 0|1|2|A?|B?|0, 1|3|4|C?|D?|1, A?, B?, 0, duplicate",
        "sst2, SST-2, sentence|label, a b|1, c d|0, a b, , 1, positive",
        "rte, RTE, index|sentence1|sentence2|label, 0|A.|B.|not_entailment, 1|C.|D.|entailment, A., B., 1, not_entailment",
        "qnli, QNLI, index|question|sentence|label, 0|A?|B.|entailment, 1|C?|D.|not_entailment, A?, B., 0, not_entailment",
        "wnli, WNLI, index|sentence1|sentence2|label, 0|A.|B.|1, 1|C.|D.|0, A., B., 1, entailment",
        "cola, CoLA, 'gj04|1||A b c.', gj04|0|*|D f e., gj04|1||G h i., A b c., , 1, acceptable",
    })
    void glueIsReadFromItsOwnFiles(
            String task,
            String folder,
            String header,
            String first,
            String second,
            String text,
            String pair,
            double label,
            String nameOfOne)
            throws IOException {
        write("glue/" + folder + "/train.tsv", header, first, second);
        write("glue/" + folder + "/dev.tsv", header, first, second);

        Dataset dataset = read("glue/" + task);

        assertThat(dataset.train().get(0)).isEqualTo(new Example(text, pair, label));
        assertThat(dataset.labels().problemType()).isEqualTo(ProblemType.SINGLE_LABEL_CLASSIFICATION);
        assertThat(dataset.labels().names()).hasSize(2).element(1).isEqualTo(nameOfOne);
        assertThat(dataset.evaluatedSplit()).contains("validation");
    }

    @Test
    void stsbIsRegression() throws IOException {
        String header = "index|genre|filename|year|old_index|source1|source2|sentence1|sentence2|score";
        write("glue/STS-B/train.tsv", header, "0|g|f|y|1|n|n|A.|B.|5", "1|g|f|y|1|n|n|C.|D.|3.250");
        write("glue/STS-B/test.tsv", header.replace("|score", ""), "0|g|f|y|1|n|n|A.|B.");

        Dataset dataset = read("glue/stsb");

        assertThat(dataset.labels()).isEqualTo(new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0")));
        assertThat(dataset.train()).extracting(Example::label).containsExactly(5.0, 3.25);
        assertThat(dataset.split("test")).containsExactly(new Example("A.", "B.", Double.NaN));
        write("glue/STS-B/test.tsv", header, "0|g|f|y|1|n|n|A.|B.|-1.0");
        assertThat(read("glue/stsb").split("test")).containsExactly(new Example("A.", "B.", Double.NaN));
        assertThat(GlueTask.STSB.metrics()).containsExactly("pearson", "spearmanr");
    }

    @Test
    void mnliIsEvaluatedOnTheGenresThatItTrainsOn() throws IOException {
        String header = "index|promptID|pairID|genre|sentence1|sentence2|label1|gold_label";
        String[] rows = {"0|1|1e|g|A.|B.|neutral|neutral", "1|1|1e|g|C.|D.|entailment|entailment"};
        for (String split : List.of("train", "dev_matched", "dev_mismatched")) {
            write("glue/MNLI/" + split + ".tsv", header, rows[0], rows[1]);
        }
        write("glue/MNLI/test_matched.tsv", header.replace("|label1|gold_label", ""), "0|1|1e|g|A.|B.");

        Dataset dataset = read("glue/mnli");

        assertThat(dataset.splits().keySet())
                .containsExactly("train", "validation_matched", "validation_mismatched", "test_matched");
        assertThat(dataset.evaluatedSplit()).contains("validation_matched");
        assertThat(dataset.labels().names()).containsExactly("entailment", "neutral", "contradiction");
        assertThat(dataset.train()).extracting(Example::label).containsExactly(1.0, 0.0);
    }

    @Test
    void rowsThatAreCutOffAndTextsThatAreEmptyAreReadAsTheOriginalReadsThem() throws IOException {
        String header = "id|qid1|qid2|question1|question2|is_duplicate";
        write("glue/QQP/train.tsv", header, "0|1|2|A?||0", "1|3|4|C?", "2|3|4|E?|F?|1");
        write("glue/QQP/dev_ids.tsv", "1");

        assertThat(read("glue/qqp").splits())
                .isEqualTo(Map.of("train", List.of(new Example("A?", "", 0), new Example("E?", "F?", 1))));
    }

    @Test
    void rowsWithTooManyColumnsAreRefused() throws IOException {
        write("glue/SST-2/train.tsv", "sentence|label", "a|1", "b|0|c");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> read("glue/sst2"))
                .withMessageContaining("line 3, column 3: the row has 3 columns, the first one 2");
    }

    @Test
    void parquetOfTheHubIsReadToo() throws IOException {
        Path shard = mirror.resolve("Glue/mrpc/train-00000-of-00001.parquet");
        Files.createDirectories(shard.getParent());
        Files.copy(Path.of("src/test/resources/parquet/pairs.parquet"), shard);

        assertThat(read("glue/mrpc").train()).hasSize(4);
    }

    @Test
    void otherDataSetsMayLieThereToo() throws IOException {
        write("someone/reviews/train.jsonl", "{\"text\": \"a\", \"label\": 1}", "{\"text\": \"b\", \"label\": 0}");
        DatasetSpec spec = new DatasetMirror(List.of(mirror.resolve("none"), mirror))
                .find("someone/reviews")
                .orElseThrow();

        assertThat(spec.glue()).isNull();
        assertThat(spec.splits().get("train")).containsExactly(mirror.resolve("someone/reviews/train.jsonl"));
    }

    @Test
    void namesThatLeadElsewhereAreNotLookedFor() throws IOException {
        write("secret/train.tsv", "text|label");
        DatasetMirror within = new DatasetMirror(List.of(mirror.resolve("glue")));
        Files.createDirectories(mirror.resolve("glue/empty"));

        for (String name : List.of("../secret", "/secret", "a/../../secret", ".", "", "glue/mrpc@main", "embedded:x")) {
            assertThat(within.find(name)).as(name).isEmpty();
        }
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> within.find("empty"))
                .withMessageContaining("which has no file of a train split");
        assertThat(DatasetMirror.of(Map.of("TUNEWRIGHT_DATASETS_MIRROR", " " + mirror + "/none, " + mirror))
                        .find("secret"))
                .isPresent();
    }
}
