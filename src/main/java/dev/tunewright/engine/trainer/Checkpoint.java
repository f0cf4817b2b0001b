package dev.tunewright.engine.trainer;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.checkpoint.Dtype;
import dev.tunewright.engine.checkpoint.SafetensorsFile;
import dev.tunewright.engine.checkpoint.SafetensorsWriter;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.nn.Optimizer;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code checkpoint-<step>} folder in the original's layout: model, tokenizer, {@code trainer_state.json} and, ours,
 * {@code optimizer.safetensors} with what the optimizer remembers of every weight. It is written under a temporary name, synced and
 * renamed, so a half-written one is never seen.
 */
record Checkpoint(Path folder) {

    /** As Python's {@code json} writes and reads: keys in order, NaN bare. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final String STATE = "trainer_state.json";
    private static final String OPTIMIZER = "optimizer.safetensors";

    static Checkpoint at(Path outputDir, int step) {
        return new Checkpoint(outputDir.resolve("checkpoint-" + step));
    }

    /** @return that of the highest step in the folder */
    static Optional<Checkpoint> last(Path outputDir) {
        try (Stream<Path> folders = Files.list(outputDir)) {
            return folders.filter(folder -> folder.getFileName().toString().matches("checkpoint-\\d{1,9}"))
                    .max(Comparator.comparing(Checkpoint::step))
                    .map(Checkpoint::new);
        } catch (IOException nothingThere) {
            return Optional.empty();
        }
    }

    private static int step(Path folder) {
        return Integer.parseInt(folder.getFileName().toString().substring("checkpoint-".length()));
    }

    /** @return false where it holds the model alone, as {@code save_only_model} has it */
    boolean isResumable() {
        return Files.exists(folder.resolve(OPTIMIZER)) && Files.exists(folder.resolve(STATE));
    }

    /**
     * What a checkpoint holds.
     *
     * @param state as JSON: it changes with the next step
     * @param optimizer null: left out, so that nothing can be resumed from it
     */
    record Contents(
            AutoModelForSequenceClassification model,
            AutoTokenizer tokenizer,
            byte[] state,
            @Nullable Optimizer optimizer) {}

    /** @param read called once no more is read of weights and optimizer; the bytes are on their way to the disk then */
    void write(Contents contents, Runnable read) {
        AtomicFolder.write(folder, temporary -> {
            contents.model().savePretrained(temporary);
            if (contents.optimizer() != null) {
                writeOptimizer(temporary.resolve(OPTIMIZER), contents.optimizer());
            }
            read.run();
            contents.tokenizer().savePretrained(temporary);
            writeState(temporary, contents.state());
        });
    }

    static byte[] json(TrainerState state, Map<String, Object> planned) {
        return JSON.writeValueAsBytes(state.toJson(planned));
    }

    static void writeState(Path folder, byte[] state) throws IOException {
        Files.write(folder.resolve(STATE), state);
    }

    private static void writeOptimizer(Path file, Optimizer optimizer) {
        List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
        try (NDManager host = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            optimizer.state().forEach((name, values) -> {
                List<Long> shape =
                        Arrays.stream(values.getShape().getShape()).boxed().toList();
                tensors.add(new SafetensorsWriter.Tensor(name, Dtype.F32, shape, Parameters.bytes(values, host)));
            });
            SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, tensors);
        }
    }

    /** @throws IllegalStateException if the checkpoint holds the model alone */
    TrainerState readState() {
        try {
            byte[] json = Files.readAllBytes(folder.resolve(STATE));
            return TrainerState.fromJson(JSON.readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be resumed from: its " + STATE + " cannot be read", e);
        }
    }

    void readOptimizer(Optimizer optimizer) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(OPTIMIZER))) {
            optimizer.state().forEach((name, view) -> Parameters.fill(view, values -> file.readFloats(name, values)));
        }
    }

    void readModel(AutoModelForSequenceClassification model) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            model.load(checkpoint);
        }
    }
}
