package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** What steps change. Tables, by their place among the leaves, are changed in the rows in use alone. */
    private record Views(
            List<NDArray> weights, List<NDArray> first, List<NDArray> second, Map<Integer, TableRows> tables) {

        void addTable(int leaf, Parameter table) {
            tables.computeIfAbsent(leaf, place -> new TableRows(table, first.get(place), second.get(place)));
        }

        List<NDArray> gathered(NDManager scope, List<NDArray> whole) {
            List<NDArray> gathered = new ArrayList<>(whole);
            tables.forEach((leaf, rows) -> gathered.set(leaf, rows.gather(scope, whole.get(leaf))));
            return gathered;
        }

        void scatter(List<NDArray> gathered, List<NDArray> whole) {
            tables.forEach((leaf, rows) -> rows.scatter(gathered.get(leaf), whole.get(leaf)));
        }
    }

    /** @param manager owns the moments: twice the weights' memory */
    public AdamW(Parameters parameters, Options options, NDManager manager) {
        super(parameters, options.weightDecay(), options.maxGradNorm());
        this.options = options;
        NDArray first = parameters.zerosLike(manager);
        NDArray second = parameters.zerosLike(manager);
        for (Group group : groups()) {
            views.put(group, new Views(weights(group), views(first, group), views(second, group), new TreeMap<>()));
        }
        putViews(state, ".exp_avg", first);
        putViews(state, ".exp_avg_sq", second);
    }

    @Override
    List<NDArray> gradients(NDManager scope, Group group) {
        Views changed = views(group);
        for (int leaf = 0; leaf < group.leaves().size(); leaf++) {
            Parameter weight = group.leaves().get(leaf);
            if (group.decay() == 0 && !weight.rowsOfGradient().isEmpty()) {
                changed.addTable(leaf, weight);
            }
        }
        changed.tables().values().forEach(TableRows::note);
        return changed.gathered(scope, super.gradients(scope, group));
    }

    private Views views(Group group) {
        Views found = views.get(group);
        if (found == null) {
            throw new IllegalStateException("Indicates a bug: a group of another optimizer");
        }
        return found;
    }

    @Override
    void update(Group group, Update update) {
        NDManager scope = update.divisor().getManager();
        Views changed = views(group);
        List<NDArray> weights = changed.gathered(scope, changed.weights());
        List<NDArray> first = changed.gathered(scope, changed.first());
        List<NDArray> second = changed.gathered(scope, changed.second());
        NDArray step = Ops.inPlace(scope, "scalar", update.divisor(), (double) update.step());
        Ops.inPlace(
                scope,
                "adamw",
                weights,
                update.gradients(),
                first,
                second,
                List.of(),
                Collections.nCopies(update.gradients().size(), step),
                update.divisor(),
                update.learningRate(),
                options.beta1(),
                options.beta2(),
                group.decay(),
                options.epsilon());
        changed.scatter(weights, changed.weights());
        changed.scatter(first, changed.first());
        changed.scatter(second, changed.second());
    }

    @Override
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }
}
