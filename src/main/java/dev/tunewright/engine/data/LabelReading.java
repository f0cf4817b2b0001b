package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.data.Split.RawExample;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Decides from the train split whether its labels are values, ids or names, and whether a text has one or several. */
final class LabelReading {

    /** Classes that may be taken from a column in which hardly a value comes twice: it is rather an id or a text. */
    private static final int MOST_UNASKED = 1000;

    private final LabelRequest request;
    private final Split train;
    private final @Nullable Integer numLabels;
    private final Violations violations;

    private LabelReading(LabelRequest request, Split train, Violations violations) {
        this.request = request;
        this.train = train;
        this.numLabels = request.numLabels();
        this.violations = violations;
    }

    /** @return the meaning of the labels; empty where a violation was added */
    static Optional<LabelColumn> of(LabelRequest request, Split train, Violations violations) {
        LabelReading reading = new LabelReading(request, train, violations);
        return switch (reading.problemType()) {
            case REGRESSION -> reading.regression();
            case MULTI_LABEL_CLASSIFICATION -> reading.severalLabels();
            case SINGLE_LABEL_CLASSIFICATION -> reading.classes();
        };
    }

    private ProblemType problemType() {
        ProblemType asked = request.problemType();
        if (asked != null) {
            return asked;
        }
        if (train.rows().stream().anyMatch(row -> row.label() instanceof Field.Items)) {
            return ProblemType.MULTI_LABEL_CLASSIFICATION;
        }
        boolean values = numLabels == null
                ? request.names().isEmpty() && looksLikeValues(texts())
                : numLabels == 1
                        || looksLikeValues(texts()) && !texts().stream().allMatch(Numbers::isWhole);
        return values ? ProblemType.REGRESSION : ProblemType.SINGLE_LABEL_CLASSIFICATION;
    }

    private Set<String> texts() {
        return train.rows().stream()
                .map(RawExample::label)
                .filter(Field.Text.class::isInstance)
                .map(label -> ((Field.Text) label).text())
                .collect(Collectors.toSet());
    }

    /** Numbers with a fraction, or written with one, are values; a few that are no numbers among them are mistakes. */
    private static boolean looksLikeValues(Set<String> labels) {
        long numbers = labels.stream().filter(Numbers::isNumber).count();
        boolean fractions =
                labels.stream().anyMatch(label -> !Double.isNaN(Numbers.finite(label)) && !Numbers.isInteger(label));
        return fractions && 2 * numbers > labels.size();
    }

    private Optional<LabelColumn> regression() {
        if (numLabels == null || numLabels == 1) {
            return Optional.of(new Values(request.neverNegative()));
        }
        violations.add(
                "num_labels",
                "must be 1 (or be left out), since "
                        + (request.problemType() == null
                                ? "the labels are numbers with fractions"
                                : "regression is of one value for each text")
                        + ", was " + numLabels);
        return Optional.empty();
    }

    private Optional<LabelColumn> classes() {
        Set<String> labels = LabelColumn.distinct(texts());
        return fits(labels) ? LabelIds.of(labels, request, violations).map(SingleLabels::new) : Optional.empty();
    }

    private boolean fits(Set<String> labels) {
        if (numLabels != null && numLabels == 1) {
            violations.add("num_labels", "must be at least 2 for classification, was 1");
        } else if (numLabels == null
                && request.names().isEmpty()
                && labels.size() > MOST_UNASKED
                && 2 * labels.size() > train.rows().size()) {
            violations.add(
                    "dataset.label",
                    "has " + labels.size() + " different values in "
                            + train.rows().size()
                            + " rows; name the column of the label, or set `num_labels` if this is it");
        } else if (labels.size() == 1) {
            violations.add(
                    "dataset.label",
                    "every row of the train split has the label "
                            + Violations.quoted(labels.iterator().next())
                            + "; classification needs two labels at least (regression: set `num_labels` to 1)");
        } else if (labels.isEmpty()) {
            violations.add(
                    "config.problem_type",
                    "must be multi_label_classification (or be left out), since the labels are lists");
        } else {
            return true;
        }
        return false;
    }

    private Optional<LabelColumn> severalLabels() {
        List<List<String>> rows = train.rows().stream()
                .map(RawExample::label)
                .filter(Objects::nonNull)
                .map(label -> MultiLabels.items(label, request.delimiter()))
                .toList();
        int width = rows.isEmpty() ? 0 : rows.get(0).size();
        boolean vector = !request.columns().isEmpty()
                || rows.stream().allMatch(row -> row.size() == width && MultiLabels.isVector(row));
        Set<String> labels = vector
                ? IntStream.range(0, width).mapToObj(Integer::toString).collect(Collectors.toSet())
                : LabelColumn.distinct(rows.stream().flatMap(List::stream).collect(Collectors.toSet()));
        if (labels.size() + request.names().size() < 2 || numLabels != null && numLabels < 2) {
            violations.add(
                    numLabels != null && numLabels < 2 ? "num_labels" : "dataset.label",
                    "the train split has " + labels.size() + " different labels; several labels for a text need two at"
                            + " least");
            return Optional.empty();
        }
        return LabelIds.of(labels, request, violations).flatMap(classes -> {
            if (vector && classes.names().size() != width) {
                violations.add(
                        "num_labels",
                        "must be " + width + ", since each row has as many numbers, was "
                                + classes.names().size());
                return Optional.empty();
            }
            return Optional.of(new MultiLabels(classes, vector, request.delimiter()));
        });
    }
}
