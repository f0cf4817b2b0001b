package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReportTest {

    private static final String MANY =
            "good %d\tyes\nbad %d\tno\n".repeat(60).replace("%d", "one two three four five six seven eight");

    @TempDir
    Path folder;

    @Test
    void cleanDataGivesNoWarning() {
        StringBuilder rows = new StringBuilder("text\tlabel\n");
        for (int row = 0; row < 120; row++) {
            rows.append("text ").append(row).append(row % 2 == 0 ? "\tyes\n" : "\tno\n");
        }
        DataReport report = report(new DataFiles(folder)
                .write("train", "tsv", rows.toString())
                .write("validation", "tsv", "text\tlabel\nanother\tyes\n"));

        assertThat(report.warnings()).isEmpty();
        assertThat(report.rows()).isEqualTo(Map.of("train", 120, "validation", 1));
        assertThat(report.labelCounts())
                .isEqualTo(Map.of("train", Map.of("no", 60, "yes", 60), "validation", Map.of("no", 0, "yes", 1)));
    }

    @Test
    void repeatedRowsAreToldWithinASplitAndAcross() {
        DataReport report = report(new DataFiles(folder)
                .write("train", "tsv", "text\tlabel\na\tyes\nb\tno\na\tyes\nb\tyes\n")
                .write("validation", "tsv", "text\tlabel\nc\tyes\na\tno\n"));

        assertThat(warning(report, "duplicate_rows", "train").rows()).containsExactly(2);
        assertThat(warning(report, "conflicting_labels", "train").rows()).containsExactly(3);
        DataWarning leak = warning(report, "rows_in_both_splits", "validation");
        assertThat(leak.count()).isEqualTo(1);
        assertThat(leak.message()).contains("1 of 2 rows");
        assertThat(leak.rows()).containsExactly(1);
    }

    @Test
    void pairsAreRepeatedOnlyWhereBothTextsAre() {
        DataReport report =
                report(new DataFiles(folder).write("train", "tsv", "text1\ttext2\tlabel\na\tb\t0\na\tc\t1\nb\ta\t0\n"));
        assertThat(codes(report)).doesNotContain("duplicate_rows", "conflicting_labels");
    }

    @Test
    void labelsThatLookAlikeAreRareOrUntaughtAreTold() {
        String train = "text\tlabel\n" + "a\tyes\n".repeat(95) + "b\tYes\n".repeat(6);
        DataReport report = report(new DataFiles(folder).write("train", "tsv", train));
        assertThat(warning(report, "labels_alike", "train").message()).contains("`Yes`", "`yes`");
        assertThat(warning(report, "rare_labels", "train").message()).contains("`Yes`");
        assertThat(warning(report, "class_imbalance", "train").message()).contains("95 rows", "`Yes` 6");

        DataFiles ids = new DataFiles(folder)
                .write("train", "tsv", "text\tlabel\na\t0\nb\t1\n")
                .write("validation", "tsv", "text\tlabel\nc\t2\n");
        DataReport wider = report(ids, 4);
        assertThat(warning(wider, "labels_not_in_train", "train").message()).contains("`LABEL_2`");
        assertThat(warning(wider, "labels_without_rows", "train").message()).contains("`LABEL_3`");
    }

    @Test
    void regressionHasNoLabelCounts() {
        DataReport report = report(new DataFiles(folder).write("train", "tsv", "text\tscore\na\t0.5\nb\t1.5\n"));
        assertThat(report.labelCounts()).isEmpty();
        assertThat(codes(report)).containsExactly("small_dataset");
    }

    @Test
    void lengthsAreCountedAfterTruncation() {
        DataFiles files = new DataFiles(folder).write("train", "tsv", "text\tlabel\n", MANY);
        files.maxLength = 6;
        DataReport report = report(files);
        TokenLengths lengths = report.tokens().get("train");
        assertThat(lengths.max()).isEqualTo(6);
        assertThat(lengths.truncatedShare()).isEqualTo(1);
        assertThat(lengths.sampled()).isFalse();
        assertThat(warning(report, "texts_truncated", "train").count()).isEqualTo(120);
    }

    @Test
    void largeSplitIsSampledEvenly() {
        List<Example> rows = java.util.stream.IntStream.range(0, 25_000)
                .mapToObj(row -> new Example(row < 12_500 ? "one" : "one two three four", null, 0))
                .toList();
        try (AutoTokenizer tokenizer = tokenizer(null)) {
            TokenLengths lengths = TokenLengths.sample(rows, tokenizer, 1);
            assertThat(lengths.sampled()).isTrue();
            assertThat(lengths.rows()).isBetween(8_000, 10_000);
            assertThat(lengths.p50()).isLessThan(lengths.p90());
        }
    }

    private static DataReport report(DataFiles files) {
        return report(files, null);
    }

    private static DataReport report(DataFiles files, Integer numLabels) {
        try (AutoTokenizer tokenizer = tokenizer(files.maxLength)) {
            return DataReport.of(files.read(numLabels), tokenizer);
        }
    }

    private static AutoTokenizer tokenizer(Integer maxLength) {
        return AutoTokenizer.fromPretrained(Path.of("src/test/resources/golden/bert"), maxLength, 64);
    }

    private static List<String> codes(DataReport report) {
        return report.warnings().stream().map(DataWarning::code).toList();
    }

    private static DataWarning warning(DataReport report, String code, String split) {
        return report.warnings().stream()
                .filter(warning -> warning.code().equals(code) && split.equals(warning.split()))
                .collect(Collectors.collectingAndThen(Collectors.toList(), found -> {
                    assertThat(found).as(code + " among " + codes(report)).hasSize(1);
                    return found.get(0);
                }));
    }
}
