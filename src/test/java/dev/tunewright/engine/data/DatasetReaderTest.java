package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.data.DatasetSpec.Quoting;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetReaderTest {

    /** Of 101 rows; jobs that are run again must get the same split. */
    private static final Integer[] FIRST_HELD_OUT = {5, 11, 12, 15, 23, 32, 34};

    @TempDir
    private Path folder;

    private DataFiles files() {
        return new DataFiles(folder);
    }

    @Test
    void mrpcIsReadAsItWasGivenOut() {
        Dataset dataset = files().write(
                        "train",
                        "tsv",
                        "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n",
                        "1\t702876\t702977\tHe said \" so .\tSo he said .\r\n",
                        "0\t21087\t21088\t\"One\" ' s\tTwo\r\n")
                .read(null);

        assertThat(dataset.train())
                .containsExactly(
                        new Example("He said \" so .", "So he said .", 1), new Example("\"One\" ' s", "Two", 0));
        assertThat(dataset.labels().names()).containsExactly("LABEL_0", "LABEL_1");
        assertThat(dataset.split("validation")).isEmpty();
    }

    @Test
    void quotesProtectInCsv() {
        Dataset dataset = files().write(
                        "train", "csv", "label,text\n", "a,\"one, \"\"two\"\"\nthree\"\n", "b,\"four\"\n")
                .read(null);

        assertThat(dataset.train())
                .containsExactly(new Example("one, \"two\"\nthree", null, 0), new Example("four", null, 1));
    }

    @Test
    void delimiterAndQuotingAreThoseOfTheSpecification() {
        DataFiles files = files().write("train", "csv", "text;label\n", "\"one;1\n", "two;0\n");
        files.delimiter = ";";
        files.quoting = Quoting.NONE;

        assertThat(files.read(null).train())
                .containsExactly(new Example("\"one", null, 1), new Example("two", null, 0));
    }

    @Test
    void semicolonsSeparateWhereTheFirstLineHoldsNoComma() {
        Dataset semicolons = files().write(
                        "train", "csv", "\uFEFFtext;label\r\n", "\"one; two\";1\r\n", "three, four;0\r\n")
                .read(null);
        assertThat(semicolons.train())
                .containsExactly(new Example("one; two", null, 1), new Example("three, four", null, 0));

        DataFiles commas = files().write("train", "csv", "a;b,label\n", "one,1\n", "two,0\n");
        commas.text = "a;b";
        assertThat(commas.read(null).train()).hasSize(2);
    }

    @Test
    void columnsOfAFileWithoutHeaderAreNamedByPosition() {
        DataFiles files = files().write("train", "tsv", "gj04\t1\t\tOne.\n", "gj04\t0\t*\tOne two.\n");
        files.text = "3";
        files.label = "1";

        assertThat(files.read(null).train())
                .containsExactly(new Example("One.", null, 1), new Example("One two.", null, 0));
    }

    @Test
    void headerOfPositionsIsAHeader() {
        DataFiles files = files().write("train", "csv", "0,1\n", "One.,1\n", "Two.,0\n");
        files.text = "0";
        files.label = "1";

        assertThat(files.read(null).train()).hasSize(2);
    }

    @Test
    void jsonLinesMayHoldNumbersStringsAndBooleansAsLabels() {
        assertThat(jsonLabels("1", "0").labels().names()).containsExactly("LABEL_0", "LABEL_1");
        assertThat(jsonLabels("\"yes\"", "\"no\"").labels().names()).containsExactly("no", "yes");
        assertThat(jsonLabels("true", "false").train())
                .extracting(Example::label)
                .containsExactly(1.0, 0.0);
    }

    private Dataset jsonLabels(String first, String second) {
        return files().write(
                        "train",
                        "jsonl",
                        "{\"text\": \"a \\u00e9\", \"extra\": {\"x\": [1]}, \"label\": " + first + "}\n\n",
                        "{\"label\": " + second + ", \"text\": \"b\"}")
                .read(null);
    }

    @Test
    void splitsKeepTheOrderOfTheFile() {
        Dataset dataset = files().write("train", "tsv", "sentence\tlabel\n", "c\t1\n", "a\t0\n", "b\t1\n")
                .write(
                        "validation",
                        "jsonl",
                        "{\"label\": 0, \"sentence\": \"z\"}\n{\"label\": 1, \"sentence\": \"y\"}\n")
                .read(null);

        assertThat(dataset.train()).extracting(Example::text).containsExactly("c", "a", "b");
        assertThat(dataset.split("validation")).extracting(Example::text).containsExactly("z", "y");
    }

    @Test
    void testSplitMayDoWithoutLabels() {
        DataFiles files = files().write("train", "tsv", "sentence\tlabel\n", "a\t1\n", "b\t0\n");

        assertThat(files.write("test", "tsv", "index\tsentence\n", "0\tc\n")
                        .read(null)
                        .split("test"))
                .containsExactly(new Example("c", null, Double.NaN));
        assertThat(files.write("test", "tsv", "sentence\tlabel\n", "c\t-1\n", "d\t\n", "e\t1\n")
                        .read(null)
                        .split("test"))
                .extracting(Example::label)
                .containsExactly(Double.NaN, Double.NaN, 1.0);
    }

    @Test
    void samplesAreCutFromTheStart() {
        DataFiles files = files().write("train", "tsv", "text\tlabel\n", "a\t0\n", "b\t0\n", "c\t1\n")
                .write("validation", "tsv", "text\tlabel\n", "d\t1\n", "e\t0\n");
        files.maxTrainSamples = 2;
        files.maxEvalSamples = 1;
        Dataset dataset = files.read(null);

        assertThat(dataset.train()).extracting(Example::text).containsExactly("a", "b");
        assertThat(dataset.split("validation")).extracting(Example::text).containsExactly("d");
        assertThat(dataset.labels().numLabels()).as("labels of the whole split").isEqualTo(2);
    }

    @Test
    void heldOutRowsAreAlwaysTheSameAndKeepTheirOrder() {
        DataFiles files = files().write("train", "tsv", "text\tlabel\n", rows(101));
        files.validationFraction = 0.2;
        Dataset dataset = files.read(null);

        List<Integer> train = numbers(dataset.train());
        List<Integer> validation = numbers(dataset.split("validation"));
        assertThat(validation)
                .hasSize(21)
                .isSorted()
                .isNotEqualTo(IntStream.range(80, 101).boxed().toList());
        assertThat(train).hasSize(80).isSorted().doesNotContainAnyElementsOf(validation);
        assertThat(numbers(files.read(null).split("validation"))).isEqualTo(validation);
        assertThat(validation).startsWith(FIRST_HELD_OUT);
    }

    private static String rows(int count) {
        StringBuilder rows = new StringBuilder();
        IntStream.range(0, count)
                .forEach(i -> rows.append(i).append('\t').append(i % 2).append('\n'));
        return rows.toString();
    }

    private static List<Integer> numbers(List<Example> examples) {
        return examples.stream().map(example -> Integer.valueOf(example.text())).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sentence1,sentence2,label",
                "question1,question2,is_duplicate",
                "question,sentence,label",
                "premise,hypothesis,label",
                "index,sentence1,sentence2,gold_label",
                "text,text_pair,label",
            })
    void knownColumnsArePairs(String header) {
        String[] columns = header.split(",");
        String row = columns.length == 4 ? "7,one,two," : "one,two,";

        assertThat(files().write("train", "csv", header + "\n", row + "1\n", row + "0\n")
                        .read(null)
                        .train())
                .containsExactly(new Example("one", "two", 1), new Example("one", "two", 0));
    }

    @Test
    void namedTextIsASingleText() {
        DataFiles files = files().write("train", "csv", "sentence1,sentence2,label\n", "one,two,1\n", "three,,0\n");
        files.text = "sentence1";

        assertThat(files.read(null).train())
                .containsExactly(new Example("one", null, 1), new Example("three", null, 0));
    }

    @Test
    void floatsAreRegression() {
        Dataset dataset = files().write("train", "tsv", "text\tscore\n", "a\t5.000\n", "b\t3\n", "c\t-1.5e1\n")
                .read(null);

        assertThat(dataset.labels()).isEqualTo(new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0")));
        assertThat(dataset.train()).extracting(Example::label).containsExactly(5.0, 3.0, -15.0);
    }

    @Test
    void oneLabelIsRegressionAlsoForIntegers() {
        Dataset dataset = labelled("7", "3").read(1);

        assertThat(dataset.labels().problemType()).isEqualTo(ProblemType.REGRESSION);
        assertThat(dataset.train()).extracting(Example::label).containsExactly(7.0, 3.0);
    }

    @Test
    void wholeFloatsAreIdsWhereClassesAreAskedFor() {
        assertThat(labelled("1.0", "0.0").read(2).train())
                .extracting(Example::label)
                .containsExactly(1.0, 0.0);
    }

    @Test
    void integersThatAreNoIdsBecomeNames() {
        assertLabels(labelled("2", "1").read(null), List.of("1", "2"), 1.0, 0.0);
        assertLabels(labelled("10", "9", "-1").read(null), List.of("-1", "9", "10"), 2.0, 1.0, 0.0);
        assertLabels(labelled("0", "2").read(null), List.of("0", "2"), 0.0, 1.0);
        assertLabels(labelled("0", "2").read(3), List.of("LABEL_0", "LABEL_1", "LABEL_2"), 0.0, 2.0);
    }

    @Test
    void oneStrangeLabelMakesNoRegression() {
        assertLabels(labelled("0", "1", "nan").read(null), List.of("0", "1", "nan"), 0.0, 1.0, 2.0);
    }

    @Test
    void moreLabelsThanFoundAreKept() {
        assertLabels(labelled("b", "a").read(3), List.of("a", "b", "LABEL_2"), 1.0, 0.0);
        assertLabels(labelled("1", "0").read(3), List.of("LABEL_0", "LABEL_1", "LABEL_2"), 1.0, 0.0);
    }

    private DataFiles labelled(String... labels) {
        StringBuilder rows = new StringBuilder("text\tlabel\n");
        List.of(labels).forEach(label -> rows.append("a text\t").append(label).append('\n'));
        return files().write("train", "tsv", rows.toString());
    }

    private static void assertLabels(Dataset dataset, List<String> names, Double... labels) {
        assertThat(dataset.labels())
                .isEqualTo(new Labels(ProblemType.SINGLE_LABEL_CLASSIFICATION, names.size(), names));
        assertThat(dataset.train()).extracting(Example::label).containsExactly(labels);
    }
}
