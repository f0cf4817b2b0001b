package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script computes what the blocks do, with padding and without. */
class FirstTokenLayerTest {

    private static final int HIDDEN = 24;

    @ParameterizedTest
    @CsvSource({"5 19 1, false, 1e-5", "8, false, 1e-5", "5 19 1, true, 0.02", "8, true, 0.02"})
    void answersOutsideTrainingAsInIt(String lengths, boolean bf16, double tolerance) {
        try (NDManager manager = NDManager.newBaseManager("PyTorch");
                Parameters parameters = new Parameters()) {
            FirstTokenLayer layer = layer(parameters);
            parameters.allocate(manager);
            RandomWeights.fill(manager, parameters);
            List<Encoding> texts = List.of(lengths.split(" ")).stream()
                    .map(Integer::valueOf)
                    .map(length -> new Encoding(new int[length], new int[length]))
                    .toList();
            TokenizedDataset dataset = new TokenizedDataset(texts, new double[texts.size()]);
            int[] rows = IntStream.range(0, texts.size()).toArray();
            Packed batch = Packed.of(manager, new DataCollatorWithPadding().collate(dataset, rows));
            NDArray x = manager.randomNormal(0, 1, new Shape(batch.rows().size(), HIDDEN), DataType.FLOAT32);

            NDArray byScript = layer.forward(x, batch, Pass.evaluation(manager, Placement.HOST, bf16));
            NDArray byBlocks = layer.forward(x, batch, new Pass.Training(Placement.HOST, bf16, 3).begin(manager, 5));

            assertThat(byScript.getShape()).isEqualTo(new Shape(texts.size(), HIDDEN));
            assertThat(byBlocks.abs().max().getFloat()).isGreaterThan(1);
            assertThat(byScript.sub(byBlocks).abs().max().getFloat()).isCloseTo(0, within((float) tolerance));
        }
    }

    private static FirstTokenLayer layer(Parameters parameters) {
        return new FirstTokenLayer(
                Linear.declare(parameters, "query", HIDDEN, HIDDEN),
                Linear.declare(parameters, "keyValue", HIDDEN, 2 * HIDDEN),
                new SelfAttention(3, 0),
                new ResidualOutput(
                        Linear.declare(parameters, "attention.output", HIDDEN, HIDDEN),
                        LayerNorm.declare(parameters, "attention.norm", HIDDEN, 1e-12),
                        0),
                new FeedForward(
                        Linear.declare(parameters, "intermediate", HIDDEN, 4 * HIDDEN),
                        Activation.GELU,
                        new ResidualOutput(
                                Linear.declare(parameters, "output", 4 * HIDDEN, HIDDEN),
                                LayerNorm.declare(parameters, "norm", HIDDEN, 1e-12),
                                0)));
    }
}
