package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetViolationsTest {

    private static final String TRAIN = "text\tlabel\none\t0\ntwo\t1\n";

    @TempDir
    private Path folder;

    private DataFiles files;

    private DataFiles train(String... parts) {
        files = new DataFiles(folder).write("train", "tsv", parts);
        return files;
    }

    @Test
    void everyWrongSettingIsReportedAtOnce() {
        train(TRAIN).write("validation", "tsv", TRAIN);
        files.splits.put("tset", List.of(folder));
        files.maxTrainSamples = 0;
        files.maxEvalSamples = -1;
        files.validationFraction = 1.5;
        files.delimiter = "::";
        files.maxLength = 2;
        files.text = "text";
        files.textPair = "text";

        assertThat(files.violations(0))
                .containsExactly(
                        "num_labels: must be at least 1, was 0",
                        "dataset.files.tset: is no split; the splits are train, validation, test, or several such as"
                                + " validation_a and validation_b",
                        "dataset.max_train_samples: must be at least 1, was 0",
                        "dataset.max_eval_samples: must be at least 1, was -1",
                        "dataset.max_length: must be at least 3, was 2",
                        "dataset.validation_fraction: must be > 0 and < 1, was 1.5",
                        "dataset.validation_fraction: is for data without a validation split; leave it or"
                                + " `dataset.files.validation` out",
                        "dataset.text_pair: is the column of `dataset.text` too; name another or leave it out",
                        "dataset.delimiter: must be one character, no quote and no end of line, was `::`");
    }

    @Test
    void wrongSettingsDoNotHideWrongRows() {
        train("text\tlabel\none\t0\n\t1\ntwo\t1\n").maxTrainSamples = 0;

        assertThat(files.violations(0))
                .containsExactly(
                        "num_labels: must be at least 1, was 0",
                        "dataset.max_train_samples: must be at least 1, was 0",
                        "dataset.files.train: line 3, column `text`: is empty; give it a text or leave the row out");
    }

    @Test
    void oneColumnCannotBeTextAndLabel() {
        train(TRAIN).label = "text";

        assertThat(files.violations(null))
                .containsExactly("dataset.label: `text` is a column of text too; name another for one of them");
    }

    @Test
    void columnThatStandsTwiceIsRefused() {
        assertThat(train("text\ttext\tlabel\na\tb\t0\nc\td\t1\n").violations(null))
                .containsExactly("dataset.files.train: has 2 columns named `text`; rename all but one");
    }

    @Test
    void columnOfIdsIsNoLabel() {
        StringBuilder rows = new StringBuilder("text\tlabel\n");
        IntStream.range(0, 1001).forEach(i -> rows.append("a\tid-").append(i).append('\n'));

        assertThat(train(rows.toString()).violations(null))
                .containsExactly(
                        "dataset.label: has 1001 different values in 1001 rows; name the column of the label, or"
                                + " set `num_labels` if this is it");
        assertThat(files.read(1001).labels().numLabels()).isEqualTo(1001);
    }

    @Test
    void missingAndUnknownFilesAreNamed() {
        train(TRAIN);
        files.splits.put("validation", List.of(folder.resolve("none.csv")));
        files.splits.put("test", List.of(folder.resolve("rows.parquet")));

        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.validation: there is no readable file " + folder.resolve("none.csv"),
                        "dataset.files.test: there is no readable file " + folder.resolve("rows.parquet"));
        files.splits.clear();
        assertThat(files.violations(null)).containsExactly("dataset.files.train: is required");
        files.splits.put("train", List.of(folder.resolve("rows.xlsx")));
        assertThat(files.violations(null))
                .containsExactly("dataset.files.train: ends in none of the known ways, was rows.xlsx; known are .csv,"
                        + " .tsv, .jsonl, .json and .parquet");
    }

    @Test
    void missingColumnIsNamedWithThoseThereAreAndTheNearest() {
        train("sentence\tlabel\none\t0\ntwo\t1\n").write("validation", "tsv", "sentense\tlabel\none\t1\n");
        files.text = "sentence";

        assertThat(files.violations(null))
                .containsExactly("dataset.files.validation: there is no column `sentence`; the columns are `sentense`,"
                        + " `label`. Did you mean `sentense`?");
        files.text = "sentenze";
        files.label = "class";
        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.text: there is no column `sentenze`; the columns are `sentence`, `label`."
                                + " Did you mean `sentence`?",
                        "dataset.label: there is no column `class`; the columns are `sentence`, `label`");
    }

    @Test
    void columnsInDoubtAreNotGuessed() {
        assertThat(train("sentence\ttext\tlabel\tscore\none\ttwo\t1\t2\n").violations(null))
                .satisfiesExactly(
                        text -> assertThat(text)
                                .startsWith(
                                        "dataset.text: cannot be guessed; the columns are `sentence`, `text`, `label`,"
                                                + " `score`; name the column of the text"),
                        label -> assertThat(label)
                                .isEqualTo("dataset.label: cannot be guessed; the columns are `sentence`, `text`,"
                                        + " `label`, `score`; name the column of the label"));
    }

    @Test
    void emptyTextsAndMissingLabelsAreNamedByLineAndColumn() {
        assertThat(train("text\tlabel\n", "one\t0\n", " \t1\n", "two\t\n", "three\t1\n")
                        .violations(null))
                .containsExactly(
                        "dataset.files.train: line 3, column `text`: is empty; give it a text or leave the row out",
                        "dataset.files.train: line 4, column `label`: has no label; give it one or leave it out");
    }

    @Test
    void jsonRowsAreCheckedLineByLine() {
        files = new DataFiles(folder)
                .write(
                        "train",
                        "jsonl",
                        "{\"text\": \"a\", \"label\": 0}\n",
                        "{\"text\": \"a\", \"label\n",
                        "[1]\n",
                        "{\"text\": null, \"label\": 1}\n",
                        "{\"text\": [\"b\"], \"label\": 1}\n",
                        "{\"text\": \"c\", \"label\": 1} {}\n",
                        "{\"text\": \"d\"}\n");

        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.train: line 2, column 21: is not one JSON object with strings of at most 1048576"
                                + " characters, at most 100000 values and no more than 100 levels",
                        "dataset.files.train: line 3, column 1: is not a JSON object",
                        "dataset.files.train: line 4, column `text`: has no text; give it a text or leave the row out",
                        "dataset.files.train: line 5, column `text`: is no text but a list; name another column in"
                                + " `dataset.text` or `dataset.text_pair`",
                        "dataset.files.train: line 6: has more than one JSON value",
                        "dataset.files.train: line 7, column `label`: has no label; give it one or leave it out");
    }

    @Test
    void rowsWithTooFewOrTooManyColumnsAreNamed() {
        assertThat(train("text\tlabel\n", "one\t0\n", "two\n", "three\t1\t2\n").violations(null))
                .containsExactly(
                        "dataset.files.train: line 3, column 2: the row has 1 columns, the first one 2; check the row,"
                                + " `dataset.delimiter` and `dataset.quoting`",
                        "dataset.files.train: line 4, column 3: the row has 3 columns, the first one 2; check the row,"
                                + " `dataset.delimiter` and `dataset.quoting`");
    }

    @Test
    void openQuoteIsNamedWithItsLine() {
        files = new DataFiles(folder)
                .write("train", "csv", "text,label\n", "\"one \"\"1\"\"\",0\n", "two,\"1\n", "three,1\n");

        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.train: line 3, column 2: Unclosed quoted field at end of input; mend the row"
                                + " or, where quotes are characters like any other, set `dataset.quoting` to `none`");
    }

    @Test
    void fieldWithoutEndIsRefused() {
        String field = "x".repeat(RowReader.MAX_FIELD_CHARACTERS + 1);

        assertThat(train("text\tlabel\n", field + "\t0\n", "a\t1\n").violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message).contains("line 2", "1048576 characters"));
        files.splits.clear();
        assertThat(files.write("train", "jsonl", "{\"text\": \"" + field + "\", \"label\": 0}\n")
                        .violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message).contains("line 1", "1048576 characters"));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        train(TRAIN);
        Files.write(
                files.splits.get("train").get(0), "text\tlabel\ncaf\u00e9\t1\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(files.violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message).contains("not UTF-8", "save it as UTF-8"));
    }

    @Test
    void emptySplitsAreRefused() {
        assertThat(train("").violations(null)).containsExactly("dataset.files.train: is empty; every split needs rows");
        train(TRAIN).write("validation", "tsv", "text\tlabel\n");
        assertThat(files.violations(null))
                .containsExactly("dataset.files.validation: has no rows; every split needs some");
    }

    @Test
    void labelThatTrainLacksIsNamedWithThoseItHas() {
        train("text\tlabel\n", "one\tyes\n", "two\tno\n")
                .write("validation", "tsv", "text\tlabel\n", "a\tno\n", "b\tmaybe\n");

        assertThat(files.violations(null))
                .containsExactly(
                        "dataset.files.validation: line 3: the label `maybe` is not in the train split, which has"
                                + " `no`, `yes`");
    }

    @Test
    void classificationNeedsTwoLabels() {
        assertThat(train("text\tlabel\n", "one\tyes\n", "two\tyes\n").violations(null))
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .startsWith("dataset.label: every row of the train split has the label `yes`"));
    }

    @Test
    void numLabelsMustHoldTheLabels() {
        assertThat(train("text\tlabel\n", "one\ta\n", "two\tb\n", "three\tc\n").violations(2))
                .containsExactly("num_labels: must be at least 3, the number of labels in the train split, was 2");
        assertThat(train("text\tlabel\n", "one\t0.5\n", "two\t1\n").violations(2))
                .containsExactly("num_labels: must be 1 (or be left out), since the labels are numbers with fractions,"
                        + " was 2");
    }

    @Test
    void regressionNeedsFiniteNumbers() {
        String[] rows = {"text\tscore\n", "a\t0.5\n", "b\t1.5\n", "c\t2.5\n", "d\tnone\n", "e\tnan\n", "f\t1e300\n"};
        List<String> messages =
                List.of("line 5: the label `none`", "line 6: the label `nan`", "line 7: the label `1e300`");

        for (Integer numLabels : new Integer[] {null, 1}) {
            assertThat(train(rows).violations(numLabels))
                    .isEqualTo(messages.stream()
                            .map(message -> "dataset.files.train: " + message
                                    + " is no finite number, which regression (`num_labels` 1) needs")
                            .toList());
        }
    }

    @Test
    void tenOfAKindAreNamedAndTheRestCounted() {
        assertThat(train("text\tlabel\n", "one\t0\n", "two\t1\n", "\t1\n".repeat(25))
                        .violations(null))
                .hasSize(11)
                .last()
                .isEqualTo("dataset.files.train: and 15 more rows without text, 25 in all");
    }

    @Test
    void holdOutMustLeaveRowsToTrainOn() {
        train(TRAIN).validationFraction = 0.9;

        assertThat(files.violations(null))
                .containsExactly("dataset.validation_fraction: leaves none of the 2 rows to train on, was 0.9");
    }
}
