package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stochastic gradient descent as torch's: decay is added to the gradient, momentum is kept without the learning rate. */
public final class Sgd extends Optimizer {

    /**
     * @param momentum 0: the gradient alone
     * @param dampening share of each later gradient that does not enter the momentum
     * @param nesterov whether a step looks ahead by the momentum; then momentum is above 0 and dampening is 0
     * @param weightDecay of the weights that decay
     * @param maxGradNorm gradients are scaled down to this global norm; 0: never
     */
    public record Options(
            double momentum, double dampening, boolean nesterov, double weightDecay, double maxGradNorm) {}

    private final Options options;
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final Map<Group, List<NDArray>> buffers = new LinkedHashMap<>();

    /** @param manager owns the momentum: as much memory as the weights, or none without momentum */
    public Sgd(Parameters parameters, Options options, NDManager manager) {
        super(parameters, options.weightDecay(), options.maxGradNorm());
        this.options = options;
        if (options.momentum() > 0) {
            NDArray momentum = parameters.zerosLike(manager);
            groups().forEach(group -> buffers.put(group, views(momentum, group)));
            putViews(state, ".momentum_buffer", momentum);
        }
    }

    @Override
    void update(Group group, Update update) {
        Ops.inPlace(
                update.divisor().getManager(),
                "sgd",
                weights(group),
                update.gradients(),
                new ArrayList<>(buffers.getOrDefault(group, List.of())),
                update.divisor(),
                group.decay(),
                options.momentum(),
                update.learningRate(),
                options.dampening(),
                options.nesterov() ? 1.0 : 0.0,
                update.step() == 1 ? 1.0 : 0.0);
    }

    @Override
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }
}
