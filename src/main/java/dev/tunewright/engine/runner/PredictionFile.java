package dev.tunewright.engine.runner;

import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.trainer.PredictionOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** {@code predictions-<split>.json}: the predictions of a whole split, in the shape of the HTTP contract. */
final class PredictionFile {

    private PredictionFile() {}

    static Path write(Path outputDir, String split, PredictionOutput output) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("split", split);
        json.put("rows", output.predictions().length);
        json.put("metrics", finite(output.metrics()));
        boolean regression = output.predictions()[0].length == 1;
        json.put("label_ids", labelIds(output.labelIds(), regression));
        json.put("predictions", output.predictions());
        if (!regression) {
            json.put(
                    "argmax",
                    Arrays.stream(output.predictions())
                            .mapToInt(Metrics::argmax)
                            .toArray());
        }
        Path file = outputDir.resolve("predictions-" + split + ".json");
        try {
            Files.write(file, JsonMapper.shared().writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        return file;
    }

    /** Ids are whole numbers and values are not; a split without labels has none. */
    private static List<@Nullable Number> labelIds(double[] labels, boolean regression) {
        return Arrays.stream(labels)
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

    private static Map<String, @Nullable Double> finite(Map<String, Double> metrics) {
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
        return finite;
    }
}
