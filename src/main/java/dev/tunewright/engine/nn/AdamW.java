package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019). Both moments are one flat tensor each, laid out as the
 * weights are.
 */
public final class AdamW extends Optimizer {

    /**
     * @param weightDecay of the weights that decay
     * @param maxGradNorm gradients are scaled down to this global norm; 0: never
     */
    public record Options(double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm) {}

    private final Options options;
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final Map<Group, Views> views = new LinkedHashMap<>();

    /** What a step changes. */
    private record Views(List<NDArray> weights, List<NDArray> first, List<NDArray> second) {}

    /** @param manager owns the moments: twice the weights' memory */
    public AdamW(Parameters parameters, Options options, NDManager manager) {
        super(parameters, options.weightDecay(), options.maxGradNorm());
        this.options = options;
        NDArray first = parameters.zerosLike(manager);
        NDArray second = parameters.zerosLike(manager);
        for (Group group : groups()) {
            views.put(group, new Views(weights(group), views(first, group), views(second, group)));
        }
        putViews(state, ".exp_avg", first);
        putViews(state, ".exp_avg_sq", second);
    }

    @Override
    void update(Group group, Update update) {
        NDManager scope = update.divisor().getManager();
        Views changed = views.get(group);
        if (changed == null) {
            throw new IllegalStateException("Indicates a bug: a group of another optimizer");
        }
        NDArray step = Ops.inPlace(scope, "scalar", update.divisor(), (double) update.step());
        Ops.inPlace(
                scope,
                "adamw",
                changed.weights(),
                update.gradients(),
                changed.first(),
                changed.second(),
                List.of(),
                Collections.nCopies(update.gradients().size(), step),
                update.divisor(),
                update.learningRate(),
                options.beta1(),
                options.beta2(),
                group.decay(),
                options.epsilon());
    }

    @Override
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }
}
