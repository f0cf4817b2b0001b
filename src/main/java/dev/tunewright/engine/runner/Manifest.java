package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.trainer.TrainOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code manifest.json} beside the model: what a run was made of and came to, so that it can be run again. The inputs are
 * hashed on a thread of their own while the model trains.
 */
final class Manifest {

    static final String FILE = "manifest.json";

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Path SNAPSHOTS = Path.of("snapshots");
    private static final Pattern HUB_NAME = Pattern.compile("(?<name>[^:@]+)(@.*)?");

    private final TrainSpec spec;
    private final Instant startedAt = now();
    private final Map<String, @Nullable Object> json = new LinkedHashMap<>();
    private final Map<String, Object> predictions = new LinkedHashMap<>();
    private final FutureTask<List<Map<String, @Nullable Object>>> inputs;

    /** @param split that the file belongs to */
    private record DataFile(
            String split, String file, long bytes, @Nullable String sha256) {}

    private Manifest(TrainSpec spec) {
        this.spec = spec;
        this.inputs = new FutureTask<>(() -> List.of(checkpoint(), dataset()));
    }

    static Manifest begin(TrainSpec spec, Preflight.Checked checked) {
        Manifest manifest = new Manifest(spec);
        Map<String, Object> arguments = checked.arguments().values();
        manifest.json.put("spec", manifest.repeatable(arguments));
        manifest.json.put("seed", arguments.get("seed"));
        Thread hashes = new Thread(manifest.inputs, "hashes");
        hashes.setDaemon(true);
        hashes.start();
        return manifest;
    }

    void task(Dataset dataset, Labels labels, List<String> metrics) {
        json.put("rows", dataset.rowCounts());
        json.put("problem_type", labels.problemType().spelling());
        json.put("num_labels", labels.numLabels());
        json.put("labels", labels.names());
        json.put("metrics", metrics);
        json.put("versions", Versions.all());
        json.put("device", spec.device());
    }

    void predicted(String split, Map<String, Double> metrics) {
        predictions.put(split, PredictionFile.finite(metrics));
    }

    /** Puts it beside the model that lies there already, in one move: where it is, everything before it is whole. */
    void write(Path model, TrainOutput output, EventCallback told) {
        try {
            json.put("attempt", spec.origin().attempt());
            json.put("resumed_from_steps", told.resumedFromSteps());
            json.put("started_at", startedAt);
            json.put("finished_at", now());
            json.put("checkpoint", inputs.get().get(0));
            json.put("dataset", inputs.get().get(1));
            json.put("step", output.modelStep());
            json.put("best", told.best());
            json.put("train", PredictionFile.finite(output.metrics()));
            json.put("predictions", predictions);
            json.put("model", Map.of("files", FileDigest.ofCheckpoint(model)));
            Path unfinished = model.resolve("." + FILE);
            Files.write(unfinished, JSON.writeValueAsBytes(json));
            Files.move(unfinished, model.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the manifest to " + model, e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("the hashes of the inputs cannot be had", e);
        }
    }

    /** @return the job as it was given, with nothing left to defaults, which may change, or to a branch, which moves */
    private Map<String, @Nullable Object> repeatable(Map<String, Object> arguments) {
        Map<String, @Nullable Object> repeatable =
                new LinkedHashMap<>(spec.origin().spec());
        repeatable.values().removeIf(Objects::isNull);
        Map<String, Object> given = new LinkedHashMap<>(arguments);
        given.values().removeIf(Objects::isNull);
        repeatable.put("hyperparameters", given);
        repeatable.computeIfPresent(
                "checkpoint", (key, name) -> pinned(name, commit(spec.task().checkpoint())));
        if (repeatable.get("dataset") instanceof Map<?, ?> dataset && dataset.get("name") != null) {
            Map<Object, Object> pinned = new LinkedHashMap<>(dataset);
            List<Path> train = spec.task().dataset().splits().getOrDefault("train", List.of());
            pinned.computeIfPresent("name", (key, name) -> pinned(name, train.isEmpty() ? null : commit(train.get(0))));
            repeatable.put("dataset", pinned);
        }
        return repeatable;
    }

    private Map<String, @Nullable Object> checkpoint() throws IOException {
        Map<String, @Nullable Object> checkpoint = new LinkedHashMap<>();
        checkpoint.put("reference", spec.origin().spec().get("checkpoint"));
        checkpoint.put("commit", commit(spec.task().checkpoint()));
        checkpoint.put("files", FileDigest.ofCheckpoint(spec.task().checkpoint()));
        return checkpoint;
    }

    private Map<String, @Nullable Object> dataset() {
        List<DataFile> files = new ArrayList<>();
        spec.task()
                .dataset()
                .splits()
                .forEach((split, paths) -> paths.forEach(path -> {
                    FileDigest digest = FileDigest.of(path);
                    files.add(new DataFile(split, digest.file(), digest.bytes(), digest.sha256()));
                }));
        return Map.of("files", files);
    }

    /** @return the name at that commit; as it is where it is not the hub's */
    private static Object pinned(Object name, @Nullable String commit) {
        var hub = HUB_NAME.matcher(String.valueOf(name));
        return commit != null && hub.matches() ? hub.group("name") + "@" + commit : name;
    }

    /** @return the commit that a file or folder of the hub's cache is from; null where it is from elsewhere */
    private static @Nullable String commit(Path path) {
        for (Path part = path; part.getParent() != null; part = part.getParent()) {
            String name = String.valueOf(part.getFileName());
            if (part.getParent().endsWith(SNAPSHOTS) && COMMIT.matcher(name).matches()) {
                return name;
            }
        }
        return null;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
