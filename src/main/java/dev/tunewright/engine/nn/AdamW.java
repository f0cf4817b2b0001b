package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019) and clipping by the global gradient norm. Both moments
 * are one flat tensor each, laid out as the weights are.
 */
public final class AdamW {

    /** Weights that never decay, as the original's {@code get_decay_parameter_names} has it. */
    private static final Pattern NO_DECAY =
            Pattern.compile("bias|layernorm|rmsnorm|(?:^|\\.)norm(?:$|\\.)|_norm(?:$|\\.)", Pattern.CASE_INSENSITIVE);

    /**
     * @param weightDecay of the weights that decay
     * @param maxGradNorm gradients are scaled down to this global norm; 0: never
     */
    public record Options(double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm) {}

    private final Parameters parameters;
    private final Options options;
    private final NDArray firstMoments;
    private final NDArray secondMoments;
    private final List<Group> groups;

    /** Leaves that share their decay, with the views that a step changes. */
    private record Group(
            List<Parameter> leaves, List<NDArray> weights, List<NDArray> first, List<NDArray> second, double decay) {}

    /** @param manager owns the moments: twice the weights' memory */
    public AdamW(Parameters parameters, Options options, NDManager manager) {
        this.parameters = parameters;
        this.options = options;
        firstMoments = parameters.zerosLike(manager);
        secondMoments = parameters.zerosLike(manager);
        groups = List.of(group(true, options.weightDecay()), group(false, 0));
    }

    private Group group(boolean decays, double decay) {
        List<Parameter> leaves = parameters.leaves().stream()
                .filter(leaf -> NO_DECAY.matcher(leaf.name()).find() != decays)
                .toList();
        return new Group(
                leaves,
                leaves.stream().map(parameters::view).toList(),
                leaves.stream()
                        .map(leaf -> parameters.viewOf(firstMoments, leaf))
                        .toList(),
                leaves.stream()
                        .map(leaf -> parameters.viewOf(secondMoments, leaf))
                        .toList(),
                decay);
    }

    /**
     * Changes the weights by their gradients.
     *
     * @param scope owns what the step needs
     * @param step number of this step, from 1
     * @return global L2 norm of the gradients before clipping
     */
    public double step(NDManager scope, int step, double learningRate) {
        List<List<NDArray>> gradients = groups.stream().map(AdamW::gradients).toList();
        List<NDArray> all = gradients.stream().flatMap(List::stream).toList();
        double norm = Ops.inPlace(scope, "gradient_norm", all).getFloat();
        double divisor = options.maxGradNorm() > 0 ? Math.max(1, (norm + 1e-6) / options.maxGradNorm()) : 1;
        NDArray divisorScalar = scope.create((float) divisor);
        NDArray stepScalar = scope.create((float) step);
        for (int i = 0; i < groups.size(); i++) {
            update(groups.get(i), gradients.get(i), divisorScalar, stepScalar, learningRate);
        }
        return norm;
    }

    private static List<NDArray> gradients(Group group) {
        return group.leaves().stream().map(Parameter::gradient).toList();
    }

    private void update(Group group, List<NDArray> gradients, NDArray divisor, NDArray step, double learningRate) {
        Ops.inPlace(
                divisor.getManager(),
                "adamw",
                group.weights(),
                gradients,
                group.first(),
                group.second(),
                List.of(),
                Collections.nCopies(gradients.size(), step),
                divisor,
                learningRate,
                options.beta1(),
                options.beta2(),
                group.decay(),
                options.epsilon());
    }

    /** @return float32 (weights), exponential mean of the gradients */
    public NDArray firstMoments() {
        return firstMoments;
    }

    /** @return float32 (weights), exponential mean of the squared gradients */
    public NDArray secondMoments() {
        return secondMoments;
    }
}
