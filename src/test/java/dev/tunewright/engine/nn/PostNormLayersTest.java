package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The backward pass that is written by hand and autograd's agree. */
class PostNormLayersTest {

    private static final int HIDDEN = 24;
    private static final int HEADS = 3;
    private static final TokenizedDataset TEXTS =
            new TokenizedDataset(List.of(text(5), text(19), text(1)), new double[3]); // padded to 32 places

    private static Encoding text(int length) {
        return new Encoding(new int[length], new int[length]);
    }

    @ParameterizedTest
    @CsvSource({"GELU, false, 1e-5", "GELU_TANH, false, 1e-5", "GELU, true, 0.06"})
    void gradientsEqualAutograds(Activation activation, boolean bf16, double tolerance) {
        // The thread that starts the engine records no graph, so the passes run on one of their own.
        Engine.getEngine("PyTorch");
        CompletableFuture.runAsync(() -> compare(activation, bf16, tolerance), task -> new Thread(task).start())
                .join();
    }

    private static void compare(Activation activation, boolean bf16, double tolerance) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Parameters parameters = new Parameters()) {
            List<PostNormLayer> layers =
                    List.of(layer(parameters, "a", activation), layer(parameters, "b", activation));
            Parameter input = parameters.declare("input", Parameter.Initializer.NORMAL, 25, HIDDEN);
            Parameter distances = parameters.declare("distances", Parameter.Initializer.NORMAL, 1, HEADS, 32, 32);
            parameters.allocate(manager);
            RandomWeights.fill(manager, parameters);

            // A layer that is used twice, as ALBERT's are, adds to the gradients of its first use.
            List<PostNormLayer> used = List.of(layers.get(0), layers.get(1), layers.get(0));
            Packed batch = Packed.of(manager, new DataCollatorWithPadding(16).collate(TEXTS, new int[] {0, 1, 2}));
            Run byHand = run(
                    parameters,
                    bf16,
                    batch,
                    input,
                    (x, pass) ->
                            new PostNormLayers(used).forward(x, batch.bias().add(distances.array()), batch, pass));
            Run byAutograd = run(parameters, bf16, batch, input, (x, pass) -> {
                NDArray y = x;
                for (PostNormLayer layer : used) {
                    y = layer.forward(y, batch.bias().add(distances.array()), batch, pass);
                }
                return y;
            });
            assertThat(byHand.bridges).isEqualTo(1);
            assertThat(byAutograd.bridges).isZero();
            for (int i = 0; i < byHand.values.size(); i++) {
                double largest = byAutograd.values.get(i).abs().max().getFloat();
                double difference = byAutograd
                        .values
                        .get(i)
                        .sub(byHand.values.get(i))
                        .abs()
                        .max()
                        .getFloat();
                assertThat(largest).isPositive();
                assertThat(difference / largest).as(byHand.names.get(i)).isCloseTo(0, within(tolerance));
            }
        }
    }

    private static PostNormLayer layer(Parameters parameters, String name, Activation activation) {
        Linear query = Linear.declare(parameters, name + ".query", HIDDEN, HIDDEN);
        Linear key = Linear.declare(parameters, name + ".key", HIDDEN, HIDDEN);
        Linear value = Linear.declare(parameters, name + ".value", HIDDEN, HIDDEN);
        return new PostNormLayer(
                Linear.fuse(parameters, query, key, value),
                new SelfAttention(HEADS, 0.2),
                new ResidualOutput(
                        Linear.declare(parameters, name + ".attention.output", HIDDEN, HIDDEN),
                        LayerNorm.declare(parameters, name + ".attention.norm", HIDDEN, 1e-12),
                        0),
                new FeedForward(
                        Linear.declare(parameters, name + ".intermediate", HIDDEN, 4 * HIDDEN),
                        activation,
                        new ResidualOutput(
                                Linear.declare(parameters, name + ".output", 4 * HIDDEN, HIDDEN),
                                LayerNorm.declare(parameters, name + ".norm", HIDDEN, 1e-12),
                                0.3)));
    }

    private record Run(List<String> names, List<NDArray> values, int bridges) {}

    private static Run run(
            Parameters parameters,
            boolean bf16,
            Packed batch,
            Parameter input,
            BiFunction<NDArray, Pass, NDArray> model) {
        NDManager manager = batch.bias().getManager();
        parameters.track(manager);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            Pass pass = new Pass.Training(Placement.HOST, bf16, 3).begin(manager, 5);
            NDArray y = model.apply(input.array().mul(2), pass);
            NDArray weights = manager.arange(0f, y.size())
                    .sin()
                    .reshape(new Shape(y.getShape().getShape()));
            pass.backward(collector, y.mul(weights).sum());
            List<String> names = new ArrayList<>(List.of("y"));
            List<NDArray> values = new ArrayList<>(List.of(y.duplicate()));
            parameters.leaves().forEach(leaf -> {
                names.add(leaf.name());
                values.add(leaf.gradient().duplicate());
            });
            return new Run(names, values, pass.bridges().size());
        }
    }
}
