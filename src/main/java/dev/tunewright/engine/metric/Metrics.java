package dev.tunewright.engine.metric;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.NearestName;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The scores of one task, equal to scikit-learn's and scipy's. Immutable, hence safe for several threads. */
public final class Metrics {

    private final Set<Metric> metrics;
    private final Labels labels;

    private Metrics(Set<Metric> metrics, Labels labels) {
        this.metrics = metrics;
        this.labels = labels;
    }

    /**
     * @param names of the HTTP contract's {@code metrics}; empty: accuracy and f1 for classes, pearson and spearmanr for
     *     regression
     * @throws InvalidInputException with field {@code metrics} for each name that is unknown or does not fit the labels
     */
    public static Metrics of(List<String> names, Labels labels) {
        ProblemType problem = labels.problemType();
        if (names.isEmpty()) {
            List<Metric> usual = problem == ProblemType.REGRESSION
                    ? List.of(Metric.PEARSON, Metric.SPEARMANR)
                    : List.of(Metric.ACCURACY, Metric.F1);
            return new Metrics(new LinkedHashSet<>(usual), labels);
        }
        Set<Metric> chosen = new LinkedHashSet<>();
        List<Violation> violations = new ArrayList<>();
        for (String name : names) {
            Metric.named(name)
                    .ifPresentOrElse(
                            metric -> {
                                chosen.add(metric);
                                if (!metric.scores(problem)) {
                                    violations.add(misfit(metric, problem));
                                }
                            },
                            () -> violations.add(unknown(name)));
        }
        if (!violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        return new Metrics(chosen, labels);
    }

    /** @return names of the scores, in the order in which {@link #compute} gives them */
    public List<String> names() {
        return metrics.stream().map(Metric::spelling).toList();
    }

    /**
     * Scores predictions. A row whose label is NaN (none) does not count; where no row counts, every score is NaN.
     *
     * @param logits float32 (rows, numLabels), unnormalised
     * @param expected class id, or value for regression, of each row (rows); where a text may have several labels, 1 or 0
     *     for each class (rows*numLabels)
     * @return score by name, in the order the metrics were asked for
     */
    public Map<String, Double> compute(float[][] logits, double[] expected) {
        int targets = labels.targets();
        if (logits.length * targets != expected.length) {
            throw new IllegalArgumentException(logits.length + " rows of logits for " + expected.length + " labels, "
                    + targets + " a row. Indicates a bug");
        }
        int[] rows = IntStream.range(0, logits.length)
                .filter(row -> !Double.isNaN(expected[row * targets]))
                .toArray();
        return labels.problemType() == ProblemType.REGRESSION
                ? ofValues(logits, expected, rows)
                : ofClasses(logits, expected, rows);
    }

    private Map<String, Double> ofValues(float[][] logits, double[] expected, int[] rows) {
        double[] predicted =
                Arrays.stream(rows).mapToDouble(row -> logits[row][0]).toArray();
        double[] values = Arrays.stream(rows).mapToDouble(row -> expected[row]).toArray();
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            scores.put(metric.spelling(), rows.length == 0 ? Double.NaN : metric.ofValues(predicted, values));
        }
        return scores;
    }

    private Map<String, Double> ofClasses(float[][] logits, double[] expected, int[] rows) {
        int targets = labels.targets();
        ConfusionMatrix confusion = new ConfusionMatrix(labels.numLabels(), targets > 1);
        for (int row : rows) {
            if (targets > 1) {
                confusion.count(expected, row * targets, logits[row]);
            } else {
                confusion.count((int) expected[row], argmax(logits[row]));
            }
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            scores.put(metric.spelling(), rows.length == 0 ? Double.NaN : metric.ofClasses(confusion));
        }
        return scores;
    }

    /** @return index of the largest logit, the first of equals; the first NaN where there is one, as in numpy */
    public static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best] || (Float.isNaN(logits[i]) && !Float.isNaN(logits[best]))) {
                best = i;
            }
        }
        return best;
    }

    private static Violation unknown(String name) {
        List<String> known =
                Arrays.stream(Metric.values()).map(Metric::spelling).collect(Collectors.toList());
        return new Violation(
                "metrics",
                "`" + name + "` is unknown; known are " + String.join(", ", known) + NearestName.question(name, known));
    }

    private static Violation misfit(Metric metric, ProblemType problem) {
        List<String> fitting = Arrays.stream(Metric.values())
                .filter(other -> other.scores(problem))
                .map(Metric::spelling)
                .collect(Collectors.toList());
        String held = switch (problem) {
            case REGRESSION -> "scores classes, but the label column holds values (regression)";
            case SINGLE_LABEL_CLASSIFICATION -> "scores values, but the label column holds classes";
            case MULTI_LABEL_CLASSIFICATION -> "does not score texts that may have several labels";
        };
        return new Violation("metrics", "`" + metric.spelling() + "` " + held + "; use " + String.join(", ", fitting));
    }
}
