package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Adafactor (Shazeer and Stern 2018) as the original's Trainer sets it up: a rate from outside, no first moment. Of a
 * matrix's squared gradients it keeps the means of rows and columns alone, so it needs next to no memory.
 */
public final class Adafactor extends Optimizer {

    private static final String ROWS = ".exp_avg_sq_row";
    private static final String COLUMNS = ".exp_avg_sq_col";
    private static final String WHOLE = ".exp_avg_sq";
    private static final double DECAY_RATE = -0.8;

    private final Map<String, NDArray> state = new LinkedHashMap<>();

    /** @param manager owns the means */
    public Adafactor(Parameters parameters, double weightDecay, double maxGradNorm, NDManager manager) {
        super(parameters, weightDecay, maxGradNorm);
        for (Parameter weight : parameters.declared()) {
            long[] shape = weight.shape().getShape();
            int last = shape.length - 1;
            if (last == 0) {
                state.put(weight.name() + WHOLE, zeros(manager, shape));
            } else {
                long[] columns = Arrays.copyOf(shape, last);
                columns[last - 1] = shape[last];
                state.put(weight.name() + ROWS, zeros(manager, Arrays.copyOf(shape, last)));
                state.put(weight.name() + COLUMNS, zeros(manager, columns));
            }
        }
    }

    private static NDArray zeros(NDManager manager, long[] shape) {
        return manager.zeros(new Shape(shape), DataType.FLOAT32);
    }

    /** Weight by weight, also where the graph has several fused: the update of each is scaled by its own size. */
    @Override
    void update(Group group, Update update) {
        for (int i = 0; i < group.leaves().size(); i++) {
            parameters()
                    .parts(group.leaves().get(i), update.gradients().get(i))
                    .forEach((weight, gradient) -> update(weight, gradient, group.decay(), update));
        }
    }

    private void update(Parameter weight, NDArray gradient, double decay, Update update) {
        NDManager scope = update.divisor().getManager();
        double beta = 1 - Math.pow(update.step(), DECAY_RATE);
        NDArray view = parameters().view(weight);
        NDArray scaled = weight.shape().dimension() == 1
                ? Ops.inPlace(scope, "adafactor_vector", gradient, remembered(weight, WHOLE), update.divisor(), beta)
                : Ops.inPlace(
                        scope,
                        "adafactor_matrix",
                        gradient,
                        remembered(weight, ROWS),
                        remembered(weight, COLUMNS),
                        update.divisor(),
                        beta);
        Ops.inPlace(scope, "adafactor_step", view, scaled, update.learningRate(), decay);
        scaled.close();
    }

    private NDArray remembered(Parameter weight, String suffix) {
        return Objects.requireNonNull(state.get(weight.name() + suffix));
    }

    @Override
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }
}
