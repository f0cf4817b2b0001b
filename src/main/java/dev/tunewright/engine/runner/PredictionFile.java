package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Example;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.metric.ClassReport;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.trainer.PredictionOutput;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code predictions-<split>.json}: the predictions of a whole split in its order, in the shape of the HTTP contract.
 *
 * @param labels with the names that the model gives its classes
 */
record PredictionFile(String split, Labels labels, PredictionOutput output) {

    /** A class as the HTTP contract shows it. */
    private record ClassScores(String label, double precision, double recall, double f1, long support) {}

    Path write(Path folder) {
        Path file = folder.resolve("predictions-" + split + ".json");
        JsonMapper.shared().writeValue(file, json());
        return file;
    }

    /** @return the rows with the largest loss, told by their texts */
    WorstRows worst(List<Example> rows) {
        return new WorstRows(split, labels, rows, output);
    }

    private Map<String, Object> json() {
        float[][] logits = output.predictions();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("split", split);
        json.put("rows", logits.length);
        json.put("metrics", finite(output.metrics()));
        ProblemType problem = labels.problemType();
        boolean regression = problem == ProblemType.REGRESSION;
        if (!regression && !Arrays.stream(output.labelIds()).allMatch(Double::isNaN)) {
            putClasses(json, ClassReport.of(logits, output.labelIds(), labels.numLabels()));
        }
        json.put("label_ids", labels.targets() > 1 ? vectors() : labelIds(regression));
        json.put(
                "predictions", Arrays.stream(logits).map(PredictionFile::finite).toList());
        if (problem == ProblemType.SINGLE_LABEL_CLASSIFICATION) {
            json.put("argmax", Arrays.stream(logits).mapToInt(Metrics::argmax).toArray());
        }
        json.put(
                "losses",
                Arrays.stream(output.losses()).mapToObj(PredictionFile::finite).toList());
        return json;
    }

    private void putClasses(Map<String, Object> json, ClassReport report) {
        if (report.counts() != null) {
            json.put("confusion_matrix", Map.of("labels", labels.names(), "counts", report.counts()));
        }
        List<ClassScores> perClass = IntStream.range(0, labels.numLabels())
                .mapToObj(id -> named(labels.names().get(id), report.perClass().get(id)))
                .toList();
        json.put("per_class", perClass);
    }

    private static ClassScores named(String label, ClassReport.Scores scores) {
        return new ClassScores(label, scores.precision(), scores.recall(), scores.f1(), scores.support());
    }

    /** @return 1 or 0 for each class of each row; null for a row without a label */
    private List<@Nullable List<Integer>> vectors() {
        int targets = labels.targets();
        double[] ids = output.labelIds();
        return IntStream.range(0, ids.length / targets)
                .<@Nullable List<Integer>>mapToObj(row -> Double.isNaN(ids[row * targets])
                        ? null
                        : IntStream.range(row * targets, (row + 1) * targets)
                                .mapToObj(at -> (int) ids[at])
                                .toList())
                .toList();
    }

    /** Ids are whole numbers and values are not; a row without a label has none. */
    private List<@Nullable Number> labelIds(boolean regression) {
        return Arrays.stream(output.labelIds())
                .<@Nullable Number>mapToObj(label -> {
                    if (Double.isNaN(label)) {
                        return null;
                    }
                    if (regression) {
                        return label;
                    }
                    return (int) label;
                })
                .toList();
    }

    static Map<String, @Nullable Double> finite(Map<String, Double> metrics) {
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        metrics.forEach((name, value) -> finite.put(name, finite(value)));
        return finite;
    }

    /** JSON has no NaN and no infinity: both are null. */
    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** @return the numbers as they are, boxed only where one of them has no spelling in JSON */
    static Object finite(float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                return IntStream.range(0, logits.length)
                        .<@Nullable Float>mapToObj(i -> Float.isFinite(logits[i]) ? (Float) logits[i] : null)
                        .toList();
            }
        }
        return logits;
    }
}
