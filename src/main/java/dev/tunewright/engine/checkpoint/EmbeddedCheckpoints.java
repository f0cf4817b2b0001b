package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.SafetensorsWriter.Tensor;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checkpoints that ship inside the jar, written out as folders in hub layout when they are first needed. */
public final class EmbeddedCheckpoints {

    private static final String MINILM = "minilm";

    /** Part of the folder's name: raised whenever what is written changes, so that no older folder is taken for it. */
    private static final String MINILM_FOLDER = "minilm-v1";

    private static final String MINILM_ONNX = "/all-minilm-l6-v2.onnx";
    private static final int MINILM_TENSORS = 101;

    /** Files that are copied as they are, with the resources they come from. */
    private static final Map<String, String> MINILM_FILES = Map.of(
            "config.json", "/embedded/minilm/config.json",
            "tokenizer_config.json", "/embedded/minilm/tokenizer_config.json",
            "tokenizer.json", "/all-minilm-l6-v2-tokenizer.json");

    private EmbeddedCheckpoints() {}

    public static Set<String> names() {
        return Set.of(MINILM);
    }

    /**
     * Writes a checkpoint unless it is there already; other processes and threads may do the same at the same time.
     * {@code minilm} is sentence-transformers/all-MiniLM-L6-v2 without its pooler, which its exported graph lacks.
     *
     * @param cacheFolder made if absent
     * @return folder with {@code config.json}, {@code model.safetensors} (float32) and the tokenizer's files
     * @throws InvalidInputException of field {@code checkpoint} if nothing of that name ships
     * @throws UncheckedIOException if it cannot be written
     */
    public static synchronized Path materialise(String name, Path cacheFolder) {
        if (!names().contains(name)) {
            throw new InvalidInputException(
                    "checkpoint", "\"embedded:" + name + "\" does not ship inside the jar; choose one of " + names());
        }
        Path folder = cacheFolder.resolve(MINILM_FOLDER);
        try {
            if (!isWhole(folder)) {
                Files.createDirectories(cacheFolder);
                Path lockFile = cacheFolder.resolve("." + MINILM_FOLDER + ".lock");
                try (FileChannel channel =
                                FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    // The process that held the lock before may have written it.
                    if (held.isValid() && !isWhole(folder)) {
                        AtomicFolder.write(folder, EmbeddedCheckpoints::writeMiniLm);
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be written", e);
        }
    }

    /** A folder that came by the rename is whole; this finds one that was damaged since. */
    private static boolean isWhole(Path folder) throws IOException {
        for (Map.Entry<String, String> file : MINILM_FILES.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path) || !Arrays.equals(Files.readAllBytes(path), resource(file.getValue()))) {
                return false;
            }
        }
        try (SafetensorsFile weights = SafetensorsFile.open(folder.resolve("model.safetensors"))) {
            return weights.names().size() == MINILM_TENSORS;
        } catch (CheckpointException e) {
            return false;
        }
    }

    private static void writeMiniLm(Path folder) throws IOException {
        for (Map.Entry<String, String> file : MINILM_FILES.entrySet()) {
            Files.write(folder.resolve(file.getKey()), resource(file.getValue()));
        }
        List<Tensor> tensors = OnnxBertWeights.of(OnnxGraph.read(ByteBuffer.wrap(resource(MINILM_ONNX))));
        if (tensors.size() != MINILM_TENSORS) {
            throw new IllegalStateException(MINILM_ONNX + " has " + tensors.size() + " weights, not " + MINILM_TENSORS
                    + ". Indicates a bug: the artifact's version changed");
        }
        SafetensorsWriter.write(folder.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, tensors);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream stream = EmbeddedCheckpoints.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException("the jar lacks its resource " + name + "; build it again");
            }
            return stream.readAllBytes();
        }
    }
}
