package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.SparseFormat;
import dev.tunewright.engine.nn.Parameter.Initializer;
import java.util.List;

/** A table of vectors, looked up by id. */
public final class Embedding {

    private final Parameter weight;

    private Embedding(Parameter weight) {
        this.weight = weight;
    }

    /** Declares {@code <name>.weight} (rows, width). */
    public static Embedding declare(Parameters parameters, String name, int rows, int width) {
        return new Embedding(parameters.declare(name + ".weight", Initializer.NORMAL, rows, width));
    }

    /**
     * @param ids int64 (N), each below the table's rows
     * @return float32 (N, width)
     */
    public NDArray forward(NDArray ids) {
        return ai.djl.nn.core.Embedding.embedding(ids, weight.array(), SparseFormat.DENSE)
                .singletonOrThrow();
    }

    /**
     * The words of a batch, where the original's NEFTune adds its noise. Most rows of this table are in no batch: their
     * gradient is zero already and is not written, where autograd would make all of it anew in each step.
     *
     * @return float32 (N, width)
     */
    public NDArray forward(Packed batch, Pass pass) {
        NDArray ids = batch.inputIds();
        if (!pass.isTraining() || ids.getDevice().isGpu()) { // a GPU adds rows up in no fixed order
            return pass.noised(forward(ids));
        }
        NDArray words = Ops.inPlace(pass.manager(), "rows", weight.array(), ids);
        Bridge bridge = Bridge.over(pass.manager(), List.of(), words, gradient -> {
            weight.addToRows(ids, gradient);
            return List.of();
        });
        pass.bridges().add(bridge);
        return pass.noised(bridge.output());
    }

    /**
     * The normalised sum of vectors of several tables, outside training: one call, for which a text's answer waits less than for several.
     *
     * @param ids of each table, int64 (N)
     * @param norm which scales and shifts
     * @return float32 (N, width)
     */
    public static NDArray normalisedSum(List<Embedding> tables, List<NDArray> ids, LayerNorm norm, Pass pass) {
        List<Parameter> scaleAndShift = norm.parameters();
        return Ops.inPlace(
                pass.manager(),
                "normalised_sum",
                tables.stream().map(table -> table.weight.array()).toList(),
                ids,
                scaleAndShift.get(0).array(),
                scaleAndShift.get(1).array(),
                (double) norm.epsilon());
    }
}
