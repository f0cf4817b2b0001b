package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Changes the weights by their gradients, which it clips by their global norm first. */
public abstract class Optimizer {

    /** Weights that never decay, as the original's {@code get_decay_parameter_names} has it. */
    private static final Pattern NO_DECAY =
            Pattern.compile("bias|layernorm|rmsnorm|(?:^|\\.)norm(?:$|\\.)|_norm(?:$|\\.)", Pattern.CASE_INSENSITIVE);

    /** Leaves that share their decay. */
    static final class Group {

        private final List<Parameter> leaves;
        private final double decay;

        private Group(List<Parameter> leaves, double decay) {
            this.leaves = leaves;
            this.decay = decay;
        }

        List<Parameter> leaves() {
            return leaves;
        }

        double decay() {
            return decay;
        }
    }

    /**
     * What one step changes the weights by.
     *
     * @param gradients what {@link #gradients} has returned for the group
     * @param divisor float32 scalar: what clipping divides the gradients by
     * @param step number of this step, from 1
     */
    record Update(List<NDArray> gradients, NDArray divisor, int step, double learningRate) {}

    private final Parameters parameters;
    private final double maxGradNorm;
    private final List<Group> groups;

    /**
     * @param weightDecay of the weights that decay
     * @param maxGradNorm gradients are scaled down to this global norm; 0: never
     */
    Optimizer(Parameters parameters, double weightDecay, double maxGradNorm) {
        this.parameters = parameters;
        this.maxGradNorm = maxGradNorm;
        this.groups = List.of(group(true, weightDecay), group(false, 0));
    }

    private Group group(boolean decays, double decay) {
        return new Group(
                parameters.leaves().stream()
                        .filter(leaf -> NO_DECAY.matcher(leaf.name()).find() != decays)
                        .toList(),
                decay);
    }

    /**
     * Changes the weights by their gradients.
     *
     * @param scope owns what the step needs
     * @param step number of this step, from 1
     * @return float32 scalar, owned by the scope: global L2 norm of the gradients before clipping
     */
    public final NDArray step(NDManager scope, int step, double learningRate) {
        List<List<NDArray>> gradients =
                groups.stream().map(group -> gradients(scope, group)).toList();
        List<NDArray> all = gradients.stream().flatMap(List::stream).toList();
        NDArray norm = Ops.inPlace(scope, "gradient_norm", all);
        NDArray divisor = Ops.inPlace(scope, "clipping", norm, maxGradNorm);
        for (int i = 0; i < groups.size(); i++) {
            update(groups.get(i), new Update(gradients.get(i), divisor, step, learningRate));
        }
        return norm;
    }

    /** @return float32: losses, then the norm; still on their way, where the device works on its own */
    public static NDArray together(NDManager owner, List<NDArray> losses, NDArray gradNorm) {
        List<NDArray> figures = new ArrayList<>(losses);
        figures.add(gradNorm);
        return Ops.inPlace(owner, "together", figures);
    }

    /** @return each leaf's gradient; of what is left out, all elements are zero */
    List<NDArray> gradients(NDManager scope, Group group) {
        return group.leaves().stream().map(Parameter::gradient).toList();
    }

    abstract void update(Group group, Update update);

    /**
     * What must be kept for the next step to be the same.
     *
     * @return float32 tensors, such as {@code <weight>.exp_avg}; writing to one changes the optimizer
     */
    public abstract Map<String, NDArray> state();

    Parameters parameters() {
        return parameters;
    }

    List<Group> groups() {
        return groups;
    }

    List<NDArray> weights(Group group) {
        return group.leaves().stream().map(parameters::view).toList();
    }

    /** @return each leaf's part of a tensor that is laid out as the weights are */
    List<NDArray> views(NDArray flat, Group group) {
        return group.leaves().stream()
                .map(leaf -> parameters.viewOf(flat, leaf))
                .toList();
    }

    /** Takes each weight's part of a tensor that is laid out as the weights are into the state. */
    void putViews(Map<String, NDArray> state, String suffix, NDArray flat) {
        for (Parameter weight : parameters.declared()) {
            state.put(weight.name() + suffix, parameters.viewOf(flat, weight));
        }
    }
}
