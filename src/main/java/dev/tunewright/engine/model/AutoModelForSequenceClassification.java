package dev.tunewright.engine.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.checkpoint.Dtype;
import dev.tunewright.engine.checkpoint.SafetensorsWriter;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import dev.tunewright.engine.nn.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A transformer with a classification head, read from a checkpoint of any architecture that is known. */
public final class AutoModelForSequenceClassification implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final SequenceClassificationModel model;
    private final ModelConfig config;
    private final LoadReport report;
    private final NDManager manager;
    private final Placement placement;

    /**
     * What reading a checkpoint left open, as the original reports it.
     *
     * @param newlyInitialized weights that the checkpoint lacks and that now hold fresh values: train before you predict
     * @param unexpected tensors of the checkpoint that were not used
     */
    public record LoadReport(List<String> newlyInitialized, List<String> unexpected) {}

    private AutoModelForSequenceClassification(
            SequenceClassificationModel model,
            ModelConfig config,
            LoadReport report,
            NDManager manager,
            Placement placement) {
        this.model = model;
        this.config = config;
        this.report = report;
        this.manager = manager;
        this.placement = placement;
    }

    /** The course's call: class names are bare ids, the seed is 42. */
    public static AutoModelForSequenceClassification fromPretrained(Path folder, int numLabels) {
        List<String> names =
                IntStream.range(0, numLabels).mapToObj(id -> "LABEL_" + id).toList();
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            ModelConfig config = ModelConfig.of(checkpoint.config(), Map.of())
                    .withLabels(names, numLabels == 1 ? "regression" : "single_label_classification");
            return fromPretrained(checkpoint, config, 42);
        }
    }

    /** Reads a checkpoint that has its head, as it is. */
    public static AutoModelForSequenceClassification fromPretrained(Path folder) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(folder)) {
            return fromPretrained(checkpoint, ModelConfig.of(checkpoint.config(), Map.of()), 42);
        }
    }

    /**
     * @param config the checkpoint's configuration with its labels and overrides
     * @param seed of the weights that the checkpoint lacks
     * @throws InvalidInputException if the architecture is unknown, a weight of the body is absent or has another shape
     */
    public static AutoModelForSequenceClassification fromPretrained(
            CheckpointFolder checkpoint, ModelConfig config, int seed) {
        return fromPretrained(checkpoint, config, seed, Device.cpu());
    }

    /** @param device holds the weights and runs every pass */
    public static AutoModelForSequenceClassification fromPretrained(
            CheckpointFolder checkpoint, ModelConfig config, int seed, Device device) {
        return fromPretrained(checkpoint, config, seed, device, Placement.of(device));
    }

    /** @param placement that of the device; a test may run on a processor what a GPU would */
    static AutoModelForSequenceClassification fromPretrained(
            CheckpointFolder checkpoint, ModelConfig config, int seed, Device device, Placement placement) {
        SequenceClassificationModel model = Architecture.create(config);
        WeightMap weights = WeightMap.of(model, checkpoint);
        NDManager manager = NDManager.newBaseManager(device, "PyTorch");
        Parameters parameters = model.parameters();
        parameters.allocate(manager);
        fill(parameters, weights, checkpoint);
        initialize(model, weights.missing(), (float) config.number("initializer_range", 0.02), seed);
        LoadReport report =
                new LoadReport(weights.missing().stream().map(Parameter::name).toList(), weights.unexpected());
        return new AutoModelForSequenceClassification(model, config, report, manager, placement);
    }

    /**
     * Checks all that can be known of a checkpoint before its weights are read; starts no native code.
     *
     * @return the longest text in tokens that the model takes
     * @throws InvalidInputException as {@link #fromPretrained(CheckpointFolder, ModelConfig, int)} would
     */
    public static int verify(CheckpointFolder checkpoint, ModelConfig config) {
        SequenceClassificationModel model = Architecture.create(config);
        WeightMap.of(model, checkpoint);
        return model.maxPositions();
    }

    /**
     * Checks what can be known of a checkpoint by its configuration alone.
     *
     * @return the longest text in tokens that the model takes
     * @throws InvalidInputException if the architecture is unknown or one of its settings is wrong
     */
    public static int verify(ModelConfig config) {
        return Architecture.create(config).maxPositions();
    }

    private static void fill(Parameters parameters, WeightMap weights, CheckpointFolder checkpoint) {
        weights.sources()
                .forEach((weight, name) ->
                        Parameters.fill(parameters.view(weight), values -> checkpoint.readFloats(name, values)));
    }

    private static void initialize(SequenceClassificationModel model, List<Parameter> missing, float range, int seed) {
        if (missing.isEmpty()) {
            return;
        }
        Engine.getEngine("PyTorch").setRandomSeed(seed);
        for (Parameter weight : missing) {
            NDArray view = model.parameters().view(weight);
            try (NDManager scratch = view.getManager().newSubManager(Device.cpu())) {
                NDArray values = switch (weight.initializer()) {
                    case NORMAL -> scratch.randomNormal(0, range, weight.shape(), DataType.FLOAT32);
                    case ZEROS -> scratch.zeros(weight.shape());
                    case ONES -> scratch.ones(weight.shape());
                };
                Parameters.copy(model.initialize(weight, values), view);
            }
        }
    }

    /** @return float32 (B, numLabels), unnormalised logits, owned by the pass's manager */
    public NDArray forward(Packed batch, Pass pass) {
        return model.forward(batch, pass);
    }

    public Parameters parameters() {
        return model.parameters();
    }

    /** @return number of weights that are in no embedding table, as the original counts them */
    public long sizeWithoutEmbeddings() {
        return model.parameters().declared().stream()
                .filter(weight -> !ModelSize.isEmbedding(weight))
                .mapToLong(weight -> weight.shape().size())
                .sum();
    }

    /** Replaces every weight by those of a checkpoint of this very model. */
    public void load(CheckpointFolder checkpoint) {
        fill(parameters(), WeightMap.of(model, checkpoint), checkpoint);
        parameters().freeze();
    }

    /**
     * Makes passes without gradients faster on a processor, at the price of the weights' memory once more. The weights must not change any
     * more, and all passes must be of this type.
     */
    public void pack(boolean bf16) {
        if (placement == Placement.HOST) {
            parameters().pack(bf16);
        }
    }

    public ModelConfig config() {
        return config;
    }

    public LoadReport report() {
        return report;
    }

    public int maxPositions() {
        return model.maxPositions();
    }

    public NDManager manager() {
        return manager;
    }

    public Placement placement() {
        return placement;
    }

    /** Writes {@code config.json} and {@code model.safetensors} (float32) in hub layout. */
    public void savePretrained(Path folder) {
        try {
            Files.createDirectories(folder);
            Map<String, Object> saved = new LinkedHashMap<>(config.values());
            saved.put("architectures", List.of(model.architecture()));
            saved.put("dtype", "float32");
            saved.remove("torch_dtype");
            Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(saved));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the model to " + folder, e);
        }
        try (NDManager host = manager.newSubManager(Device.cpu())) {
            List<SafetensorsWriter.Tensor> tensors = model.parameters().declared().stream()
                    .map(weight -> new SafetensorsWriter.Tensor(
                            weight.name(),
                            Dtype.F32,
                            Arrays.stream(weight.shape().getShape()).boxed().toList(),
                            Parameters.bytes(parameters().view(weight), host)))
                    .toList();
            SafetensorsWriter.write(folder.resolve("model.safetensors"), SafetensorsWriter.PYTORCH, tensors);
        }
    }

    @Override
    public void close() {
        model.parameters().close();
        manager.close();
    }
}
