package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Split.RawExample;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides from the train split whether its labels are values, ids or names. */
final class LabelReading {

    /** Classes that may be taken from a column in which hardly a value comes twice: it is rather an id or a text. */
    private static final int MOST_UNASKED = 1000;

    private final @Nullable Integer numLabels;
    private final Violations violations;

    private LabelReading(@Nullable Integer numLabels, Violations violations) {
        this.numLabels = numLabels;
        this.violations = violations;
    }

    /**
     * @param numLabels width of the logits as asked for; null: as the labels have it
     * @return the meaning of the labels; empty where a violation was added
     */
    static Optional<LabelColumn> of(Split train, @Nullable Integer numLabels, Violations violations) {
        return new LabelReading(numLabels, violations).read(train);
    }

    private Optional<LabelColumn> read(Split train) {
        if (numLabels != null && numLabels == 1) {
            return Optional.of(LabelColumn.regression());
        }
        Set<String> distinct = train.rows().stream()
                .map(RawExample::label)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (looksLikeValues(distinct)) {
            return values(distinct);
        }
        Set<String> labels = distinct.stream().allMatch(Numbers::isWhole)
                ? distinct.stream().map(LabelColumn::canonical).collect(Collectors.toSet())
                : distinct;
        if (numLabels == null
                && labels.size() > MOST_UNASKED
                && 2 * labels.size() > train.rows().size()) {
            violations.add(
                    "dataset.label",
                    "has " + labels.size() + " different values in "
                            + train.rows().size()
                            + " rows; name the column of the label, or set `num_labels` if this is it");
            return Optional.empty();
        }
        return classes(labels);
    }

    /** Numbers with a fraction, or written with one, are values; a few that are no numbers among them are mistakes. */
    private static boolean looksLikeValues(Set<String> labels) {
        long numbers = labels.stream().filter(Numbers::isNumber).count();
        boolean fractions =
                labels.stream().anyMatch(label -> !Double.isNaN(Numbers.finite(label)) && !Numbers.isInteger(label));
        return fractions && 2 * numbers > labels.size();
    }

    private Optional<LabelColumn> values(Set<String> labels) {
        if (numLabels == null) {
            return Optional.of(LabelColumn.regression());
        }
        if (labels.stream().allMatch(Numbers::isWhole)) {
            return classes(labels.stream().map(LabelColumn::canonical).collect(Collectors.toSet()));
        }
        violations.add(
                "num_labels",
                "must be 1 (or be left out), since the labels are numbers with fractions, was " + numLabels);
        return Optional.empty();
    }

    private Optional<LabelColumn> classes(Set<String> labels) {
        if (labels.size() == 1) {
            violations.add(
                    "dataset.label",
                    "every row of the train split has the label "
                            + Violations.quoted(labels.iterator().next())
                            + "; classification needs two labels at least (regression: set `num_labels` to 1)");
            return Optional.empty();
        }
        boolean whole = labels.stream().allMatch(Numbers::isInteger);
        List<String> sorted = whole
                ? labels.stream()
                        .sorted(Comparator.comparingLong(Long::parseLong))
                        .toList()
                : List.copyOf(new TreeSet<>(labels));
        int width = numLabels == null ? sorted.size() : numLabels;
        if (whole && isWithin(sorted, width)) {
            return Optional.of(LabelColumn.ofIds(width));
        }
        if (sorted.size() > width) {
            violations.add(
                    "num_labels",
                    "must be at least " + sorted.size() + ", the number of labels in the train split, was " + width);
            return Optional.empty();
        }
        return Optional.of(LabelColumn.ofNames(sorted, width));
    }

    private static boolean isWithin(List<String> sorted, int width) {
        return Long.parseLong(sorted.get(0)) >= 0 && Long.parseLong(sorted.get(sorted.size() - 1)) < width;
    }
}
