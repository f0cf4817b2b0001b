package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Example;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.metric.Sigmoid;
import dev.tunewright.engine.metric.Softmax;
import dev.tunewright.engine.trainer.PredictionOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code worst-<split>.jsonl}: the rows that cost the model most, worst first, one a line. With their texts, since the data
 * may be gone when somebody asks what the model gets wrong.
 */
record WorstRows(String split, Labels labels, List<Example> rows, PredictionOutput output) {

    static final int MOST = 1000;
    private static final int LONGEST_TEXT = 10_000;

    Path write(Path folder) {
        Path file = folder.resolve("worst-" + split + ".jsonl");
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int row : worstFirst()) {
                lines.write(JsonMapper.shared().writeValueAsString(json(row)));
                lines.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }

    /** A loss that is no number is the worst of all; rows without a label have none and are left out. */
    private List<Integer> worstFirst() {
        return IntStream.range(0, rows.size())
                .filter(row -> !Double.isNaN(output.labelIds()[row * labels.targets()]))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> -order(output.losses()[row])))
                .limit(MOST)
                .toList();
    }

    private static double order(double loss) {
        return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
    }

    private Map<String, @Nullable Object> json(int row) {
        float[] logits = output.predictions()[row];
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("row", row);
        json.put("text", cut(rows.get(row).text()));
        json.put("text_pair", cut(rows.get(row).textPair()));
        json.put("label", label(row));
        json.put("predicted", predicted(logits));
        json.put("loss", PredictionFile.finite(output.losses()[row]));
        json.put("logits", PredictionFile.finite(logits));
        if (labels.problemType() != ProblemType.REGRESSION) {
            json.put("scores", scores(logits));
        }
        return json;
    }

    private Object label(int row) {
        int targets = labels.targets();
        double label = output.labelIds()[row * targets];
        return switch (labels.problemType()) {
            case REGRESSION -> label;
            case SINGLE_LABEL_CLASSIFICATION -> labels.names().get((int) label);
            case MULTI_LABEL_CLASSIFICATION ->
                names(IntStream.range(0, targets)
                        .filter(id -> output.labelIds()[row * targets + id] == 1)
                        .boxed()
                        .toList());
        };
    }

    private @Nullable Object predicted(float[] logits) {
        return switch (labels.problemType()) {
            case REGRESSION -> PredictionFile.finite(logits[0]);
            case SINGLE_LABEL_CLASSIFICATION -> labels.names().get(Metrics.argmax(logits));
            case MULTI_LABEL_CLASSIFICATION -> names(Sigmoid.above(logits));
        };
    }

    private List<String> names(List<Integer> ids) {
        return ids.stream().map(labels.names()::get).toList();
    }

    private List<@Nullable Double> scores(float[] logits) {
        double[] scores = labels.targets() > 1 ? Sigmoid.of(logits) : Softmax.of(logits);
        return IntStream.range(0, scores.length)
                .<@Nullable Double>mapToObj(i -> PredictionFile.finite(scores[i]))
                .toList();
    }

    /** The model reads some hundred tokens; a text of a megabyte would tell no more. */
    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= LONGEST_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
        return text.substring(0, end) + "…";
    }
}
