package dev.tunewright.engine.trainer;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.checkpoint.Dtype;
import dev.tunewright.engine.checkpoint.SafetensorsFile;
import dev.tunewright.engine.checkpoint.SafetensorsWriter;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.nn.AdamW;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code checkpoint-<step>} folder in the original's layout: model, tokenizer, {@code trainer_state.json} and, ours,
 * {@code optimizer.safetensors} with both moments of every weight. It is written under a temporary name, synced and
 * renamed, so a half-written one is never seen.
 */
record Checkpoint(Path folder) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String STATE = "trainer_state.json";
    private static final String OPTIMIZER = "optimizer.safetensors";

    static Checkpoint at(Path outputDir, int step) {
        return new Checkpoint(outputDir.resolve("checkpoint-" + step));
    }

    /** @return false where it holds the model alone, as {@code save_only_model} has it */
    boolean isResumable() {
        return Files.exists(folder.resolve(OPTIMIZER));
    }

    /** What a checkpoint holds beside the model. */
    record Contents(
            AutoModelForSequenceClassification model, AutoTokenizer tokenizer, AdamW optimizer, TrainerState state) {}

    void write(Contents contents, Map<String, Object> planned, boolean onlyModel) {
        AtomicFolder.write(folder, temporary -> {
            contents.model().savePretrained(temporary);
            contents.tokenizer().savePretrained(temporary);
            Files.write(
                    temporary.resolve(STATE),
                    JSON.writeValueAsBytes(contents.state().toJson(planned)));
            if (!onlyModel) {
                writeOptimizer(temporary.resolve(OPTIMIZER), contents);
            }
        });
    }

    private static void writeOptimizer(Path file, Contents contents) {
        Parameters parameters = contents.model().parameters();
        List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
        for (Parameter weight : parameters.declared()) {
            tensors.add(moment(
                    weight, ".exp_avg", parameters.viewOf(contents.optimizer().firstMoments(), weight)));
            tensors.add(moment(
                    weight,
                    ".exp_avg_sq",
                    parameters.viewOf(contents.optimizer().secondMoments(), weight)));
        }
        SafetensorsWriter.write(file, SafetensorsWriter.PYTORCH, tensors);
    }

    private static SafetensorsWriter.Tensor moment(Parameter weight, String suffix, NDArray values) {
        List<Long> shape = Arrays.stream(weight.shape().getShape()).boxed().toList();
        return new SafetensorsWriter.Tensor(weight.name() + suffix, Dtype.F32, shape, values.toByteBuffer(true));
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

    void readOptimizer(Parameters parameters, AdamW optimizer) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(OPTIMIZER))) {
            for (Parameter weight : parameters.declared()) {
                Parameters.fill(
                        parameters.viewOf(optimizer.firstMoments(), weight),
                        values -> file.readFloats(weight.name() + ".exp_avg", values));
                Parameters.fill(
                        parameters.viewOf(optimizer.secondMoments(), weight),
                        values -> file.readFloats(weight.name() + ".exp_avg_sq", values));
            }
        }
    }

    void readModel(AutoModelForSequenceClassification model) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            model.load(checkpoint);
        }
    }
}
