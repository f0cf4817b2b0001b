package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultiLabelReadingTest {

    @TempDir
    Path folder;

    private DataFiles files;

    @BeforeEach
    void startWithoutFiles() {
        files = new DataFiles(folder);
    }

    private static String row(String labels) {
        return "{\"text\": \"a\", \"labels\": " + labels + "}\n";
    }

    private List<List<Double>> read(Integer numLabels, List<String> names) {
        Dataset dataset = files.read(numLabels);
        assertThat(dataset.labels()).isEqualTo(new Labels(ProblemType.MULTI_LABEL_CLASSIFICATION, names.size(), names));
        return dataset.train().stream().map(Example::labels).toList();
    }

    @Test
    void listsOfNamesAreSeveralLabels() {
        files.write("train", "jsonl", row("[\"red\", \"blue\"]"), row("[]"), row("[\"blue\"]"));

        assertThat(read(null, List.of("blue", "red")))
                .containsExactly(List.of(1.0, 1.0), List.of(0.0, 0.0), List.of(1.0, 0.0));
    }

    @Test
    void listsOfIdsMayLeaveLabelsUnseen() {
        files.write("train", "jsonl", row("[1]"), row("[0, 1]"));

        assertThat(read(3, List.of("LABEL_0", "LABEL_1", "LABEL_2")))
                .containsExactly(List.of(0.0, 1.0, 0.0), List.of(1.0, 1.0, 0.0));
    }

    @Test
    void listsOfOneAndZeroForEachClassAreVectors() {
        files.write("train", "jsonl", row("[0, 1, 0]"), row("[1, 1, 0]"));
        assertThat(read(null, List.of("LABEL_0", "LABEL_1", "LABEL_2")))
                .containsExactly(List.of(0.0, 1.0, 0.0), List.of(1.0, 1.0, 0.0));

        files.write("train", "jsonl", row("[0.0, 1.0]"), row("[0.0, 0.0]"));
        assertThat(read(null, List.of("LABEL_0", "LABEL_1"))).containsExactly(List.of(0.0, 1.0), List.of(0.0, 0.0));
    }

    @Test
    void labelsInOneFieldAreSplit() {
        files.write("train", "csv", "text,label\n", "a,red | blue\n", "b,\n", "c,blue\n");
        files.problemType = ProblemType.MULTI_LABEL_CLASSIFICATION;
        assertThat(read(null, List.of("blue", "red")))
                .containsExactly(List.of(1.0, 1.0), List.of(0.0, 0.0), List.of(1.0, 0.0));

        files.problemType = null;
        files.labelDelimiter = ";";
        files.write("train", "tsv", "text\tlabel\n", "a\t2;0\n", "b\t1\n");
        assertThat(read(null, List.of("LABEL_0", "LABEL_1", "LABEL_2")))
                .containsExactly(List.of(1.0, 0.0, 1.0), List.of(0.0, 1.0, 0.0));
    }

    @Test
    void columnsOfOneAndZeroAreSeveralLabels() {
        files.write("train", "csv", "text,toxic,obscene\n", "a,1,0\n", "b,0,0\n")
                .write("test", "csv", "text,toxic,obscene\n", "c,-1,-1\n");
        files.labels = List.of("toxic", "obscene");

        assertThat(read(null, List.of("toxic", "obscene"))).containsExactly(List.of(1.0, 0.0), List.of(0.0, 0.0));
        assertThat(files.read(null).split("test")).allMatch(row -> row.labels().isEmpty());
    }

    @Test
    void noColumnIsNoLabel() {
        files.write("train", "csv", "text,toxic,obscene\n", "a,1,0\n");
        files.labels = List.of();

        assertThat(files.violations(null))
                .singleElement()
                .asString()
                .startsWith("dataset.labels: must name two columns");
    }

    @Test
    void listsInAJsonArrayAreReadToo() {
        files.write(
                "train", "json", " [{\"text\": \"a\", \"label\": [\"x\"]},\n{\"text\": \"b\", \"label\": [\"y\"]}]");

        assertThat(read(null, List.of("x", "y"))).containsExactly(List.of(1.0, 0.0), List.of(0.0, 1.0));
    }

    @Test
    void brokenJsonArrayIsNamedWithLineAndColumn() {
        files.write("train", "json", "[{\"text\": \"a\", \"label\": 1},\n{\"text\": \"b\", oops");

        assertThat(files.violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .startsWith("dataset.files.train: line 2, column ")
                        .contains("is not one JSON object"));
    }

    @Test
    void labelsThatMeanNothingAreNamed() {
        files.write("train", "jsonl", row("[\"red\"]"), row("[\"blue\"]"))
                .write("validation", "jsonl", row("[\"red\", \"green\"]"), row("[[1]]"), row("null"));
        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.validation: line 2, column `labels`: is no label but a list with a null, a list"
                                + " or an object in it",
                        "dataset.files.validation: line 3, column `labels`: has no label; give it one or leave it out",
                        "dataset.files.validation: line 1: the label `green` is not in the train split, which has"
                                + " `blue`, `red`");
        files.splits.remove("validation");
        files.write("train", "jsonl", row("[0, 1]"), row("[1, 1]"));
        assertThat(files.violations(3))
                .containsExactly("num_labels: must be 2, since each row has as many numbers, was 3");
        assertThat(files.violations(1))
                .singleElement()
                .satisfies(message -> assertThat(message).startsWith("num_labels: "));
    }

    @Test
    void problemThatTheLabelsAreNotIsRefused() {
        files.write("train", "jsonl", row("[0, 1]"), row("[1, 1]"));
        files.problemType = ProblemType.SINGLE_LABEL_CLASSIFICATION;
        assertThat(files.violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message).startsWith("config.problem_type: "));
        files.problemType = ProblemType.REGRESSION;
        assertThat(files.violations(2))
                .containsExactly("num_labels: must be 1 (or be left out), since regression is of one value for each"
                        + " text, was 2");
        assertThat(files.violations(null))
                .first()
                .satisfies(message -> assertThat(message).contains("the label, a list, is no finite number"));
    }
}
