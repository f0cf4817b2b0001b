package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.InvalidInputException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A checkpoint in hub layout: its {@code config.json} and one view of its weights, from {@code model.safetensors} or from
 * the shards that {@code model.safetensors.index.json} lists. Opening reads headers only. Safe for use by several threads.
 */
public final class CheckpointFolder implements AutoCloseable {

    private static final String CONFIG = "config.json";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path folder;
    private final JsonNode config;
    private final List<SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOf;

    private CheckpointFolder(
            Path folder, JsonNode config, List<SafetensorsFile> files, Map<String, SafetensorsFile> fileOf) {
        this.folder = folder;
        this.config = config;
        this.files = files;
        this.fileOf = fileOf;
    }

    /** @throws InvalidInputException of field {@code checkpoint} if the folder is no checkpoint or a file of it is broken */
    public static CheckpointFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw invalid(folder + " is not a folder; name one with config.json and model.safetensors");
        }
        try {
            JsonNode config = readConfig(folder);
            ShardedWeights weights = openWeights(folder);
            return new CheckpointFolder(folder, config, weights.files(), weights.fileOf());
        } catch (CheckpointException e) {
            throw invalid(e.getMessage());
        }
    }

    /**
     * @return {@code config.json} of a folder that may lack all else
     * @throws InvalidInputException of field {@code checkpoint} if it is absent
     * @throws CheckpointException if it is broken
     */
    public static JsonNode readConfig(Path folder) {
        if (!Files.isRegularFile(folder.resolve(CONFIG))) {
            throw invalid(folder + " has no config.json; save the model with save_pretrained");
        }
        return JsonObjects.read(folder.resolve(CONFIG));
    }

    private static ShardedWeights openWeights(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            return ShardedWeights.ofFile(folder.resolve(SINGLE));
        }
        if (Files.isRegularFile(folder.resolve(INDEX))) {
            return ShardedWeights.ofIndex(folder.resolve(INDEX));
        }
        for (String pickled : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
            if (Files.exists(folder.resolve(pickled))) {
                throw invalid(
                        folder + " has only " + pickled + ", whose format can run code and is not read; convert it in"
                                + " Python with model.save_pretrained(folder, safe_serialization=True)");
            }
        }
        throw invalid(folder + " has neither " + SINGLE + " nor " + INDEX
                + "; save the model with save_pretrained(folder, safe_serialization=True)");
    }

    public Path path() {
        return folder;
    }

    /** @return {@code config.json}, an object */
    public JsonNode config() {
        return config;
    }

    /** @return names of all tensors, file by file in the order of their bytes */
    public Set<String> names() {
        return Collections.unmodifiableSet(fileOf.keySet());
    }

    /** @throws CheckpointException if there is no such tensor */
    public TensorInfo info(String name) {
        return file(name).info(name);
    }

    /**
     * Copies a tensor as float32; see {@link SafetensorsFile#readFloats}.
     *
     * @throws CheckpointException if there is no such tensor or it holds no floating-point numbers
     */
    public void readFloats(String name, FloatBuffer destination) {
        file(name).readFloats(name, destination);
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = fileOf.get(name);
        if (file == null) {
            throw new CheckpointException(folder, "there is no tensor " + name + " among its " + fileOf.size());
        }
        return file;
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }

    private static InvalidInputException invalid(String message) {
        return new InvalidInputException("checkpoint", message);
    }
}
