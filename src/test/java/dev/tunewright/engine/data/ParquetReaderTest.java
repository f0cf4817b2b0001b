package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files were written by pyarrow 26 and datasets 5.2, with src/test/resources/parquet/write.py. */
class ParquetReaderTest {

    @TempDir
    Path folder;

    private DataFiles files;

    @BeforeEach
    void startWithoutFiles() {
        files = new DataFiles(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
    void rowsOfEveryCompressionAreRead(String codec) {
        Dataset dataset = files.parquet("train", "pairs-" + codec).read(null);

        assertThat(dataset.train())
                .containsExactly(
                        new Example("The kettle is on.", "Tea water is heating.", 1),
                        new Example("Rain fell all night.", "It was a dry night.", 0),
                        new Example("She sold the boat.", "The boat has a new owner.", 1),
                        new Example("The caf\u00e9 is shut \u2014 for good.", "Nobody can dine there now.", 1));
    }

    @Test
    void namesOfClassLabelsAreTheNamesOfTheIds() {
        Dataset dataset =
                files.parquet("train", "pairs").parquet("test", "pairs-test").read(null);

        assertThat(dataset.labels().names()).containsExactly("not_equivalent", "equivalent");
        assertThat(dataset.split("test"))
                .hasSize(4)
                .allMatch(row -> row.labels().isEmpty());
    }

    @Test
    void shardsFollowOneAnother() {
        files.write("more", "jsonl", "{\"sentence1\": \"a\", \"sentence2\": \"b\", \"label\": 0}\n");
        Path more = files.splits.remove("more").get(0);
        files.parquet("train", "pairs-none", "pairs-zstd");
        assertThat(files.read(null).train()).hasSize(8);

        files.splits.put("train", List.of(Path.of("src/test/resources/parquet/pairs.parquet"), more));
        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.train: more.jsonl: names its labels [], but the files before it name them"
                                + " [not_equivalent, equivalent]");
    }

    @Test
    void floatsAreValuesAndBooleansAreClasses() {
        assertThat(files.parquet("train", "values").read(null).train())
                .extracting(Example::label)
                .containsExactly(0.5, 1.0, 2.25, 3.0);
        Dataset booleans = files.parquet("train", "booleans").read(null);
        assertThat(booleans.labels().names()).containsExactly("false", "true");
        assertThat(booleans.train()).extracting(Example::label).containsExactly(1.0, 0.0, 1.0, 1.0);
    }

    @Test
    void listsAreSeveralLabels() {
        assertThat(files.parquet("train", "names-lists").read(null).labels())
                .isEqualTo(
                        new Labels(Labels.ProblemType.MULTI_LABEL_CLASSIFICATION, 3, List.of("blue", "green", "red")));
        Dataset ids = files.parquet("train", "id-lists").read(null);
        assertThat(ids.labels().names()).containsExactly("joy", "anger", "fear");
        assertThat(ids.train())
                .extracting(Example::labels)
                .containsExactly(
                        List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 1.0), List.of(0.0, 0.0, 0.0), List.of(1.0, 0.0, 1.0));
        Dataset vectors = files.parquet("train", "vectors").read(null);
        assertThat(vectors.train())
                .extracting(Example::labels)
                .isEqualTo(ids.train().stream().map(Example::labels).toList());
    }

    @Test
    void missingAndNestedValuesAreNamed() {
        assertThat(files.parquet("train", "holes").violations(null))
                .containsExactly(
                        "dataset.files.train: row 2, column `label`: has no label; give it one or leave it out");
        assertThat(files.parquet("train", "nested").violations(null))
                .first()
                .isEqualTo("dataset.files.train: row 1, column `text`: is no text but of the type optional group text {"
                        + " optional binary en (STRING); }; name another column in `dataset.text` or"
                        + " `dataset.text_pair`");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        assertThat(files.parquet("train", "encrypted").violations(null))
                .containsExactly("dataset.files.train: is an encrypted parquet file, which cannot be read here; write"
                        + " it without encryption");
        assertThat(files.parquet("train", "pairs-brotli").violations(null))
                .containsExactly("dataset.files.train: is compressed with brotli, which is not read; write it with"
                        + " snappy, gzip, zstd, lz4 or none");
        files.splits.clear();
        assertThat(files.write("train", "parquet", "text,label\n").violations(null))
                .containsExactly("dataset.files.train: is no parquet file, whatever its name says");
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/parquet/pairs.parquet"));
        Files.write(folder.resolve("train.parquet"), Arrays.copyOf(whole, whole.length - 200));
        assertThat(files.violations(null))
                .containsExactly("dataset.files.train: is a damaged parquet file, cut off or changed after it was"
                        + " written; write it again");
    }

    /** Whatever byte is wrong, the answer is a violation or other rows, and no failure of another kind. */
    @Test
    void changedBytesAreSurvived() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/parquet/pairs-zstd.parquet"));
        Path file = folder.resolve("train.parquet");
        files.splits.put("train", List.of(file));
        long refused = IntStream.iterate(0, at -> at < whole.length, at -> at + 4)
                .filter(at -> {
                    byte[] changed = whole.clone();
                    changed[at] ^= 0x55;
                    try {
                        Files.write(file, changed);
                        files.read(null);
                        return false;
                    } catch (dev.tunewright.engine.InvalidInputException e) {
                        return true;
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .count();
        assertThat(refused).isGreaterThan(50);
    }
}
