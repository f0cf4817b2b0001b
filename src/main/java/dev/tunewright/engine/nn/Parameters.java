package dev.tunewright.engine.nn;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tunewright.engine.nn.Parameter.Initializer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All weights of a model in one flat float32 tensor, with a view for each. Models declare their weights in module order;
 * declaring needs no native code, so a checkpoint can be checked against a model without starting the engine.
 *
 * <p>Weights that one matrix product uses together (query, key and value) are {@link #fuse fused}: they lie side by side
 * and are one leaf of the graph, while the checkpoint keeps their own names. Weights of matrix products come last, so that
 * one pass makes a bfloat16 copy of them all.
 */
public final class Parameters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parameters.class);

    private final Map<String, Parameter> declared = new LinkedHashMap<>();
    private final List<Parameter> leaves = new ArrayList<>();
    private final Set<Parameter> fusedParts = new HashSet<>();
    private final Map<Parameter, List<Parameter>> fusions = new LinkedHashMap<>();
    private final Map<Parameter, NDArray> views = new LinkedHashMap<>();
    private @Nullable NDManager manager;
    private @Nullable NDArray flat;
    private @Nullable LoweredWeights lowered;
    private long size;

    public Parameter declare(String name, Initializer initializer, long... shape) {
        Parameter parameter = new Parameter(name, new Shape(shape), initializer);
        if (declared.put(name, parameter) != null) {
            throw new IllegalStateException("Indicates a bug: weight " + name + " is declared twice");
        }
        return parameter;
    }

    /** Joins declared weights, equal in all but their first dimension, into one leaf of the graph. */
    public Parameter fuse(Parameter... parts) {
        long rows = 0;
        for (Parameter part : parts) {
            rows += part.shape().get(0);
            fusedParts.add(part);
        }
        long[] shape = parts[0].shape().getShape().clone();
        shape[0] = rows;
        Parameter fused = new Parameter(parts[0].name(), new Shape(shape), parts[0].initializer());
        fusions.put(fused, List.of(parts));
        return fused;
    }

    /** Every weight in module order, under its checkpoint's name. */
    public Collection<Parameter> declared() {
        return Collections.unmodifiableCollection(declared.values());
    }

    /** Makes room for all weights; their values are undefined until {@link #view} is filled. */
    public void allocate(NDManager owner) {
        placeUnfused(false);
        long firstMultiplied = size;
        placeUnfused(true);
        fusions.forEach((fused, parts) -> {
            parts.forEach(this::place);
            fused.offset = parts.get(0).offset;
            leaves.add(fused);
        });
        manager = owner.newSubManager();
        flat = manager.create(new Shape(size), DataType.FLOAT32);
        declared.values().forEach(parameter -> views.put(parameter, viewOf(flat, parameter)));
        fusions.keySet().forEach(parameter -> views.put(parameter, viewOf(flat, parameter)));
        leaves.forEach(leaf -> leaf.owner = this);
        lowered = new LoweredWeights(flat.get(new NDIndex(firstMultiplied + ":")), firstMultiplied);
        freeze();
    }

    /**
     * Lays the matrices of products out as the processor wants them, beside the weights as they are: for a model that is only asked from now
     * on, and by passes of this type. A processor that has no such layout for the type is left to compute without.
     */
    public void pack(boolean bf16) {
        try {
            leaves.stream()
                    .filter(leaf -> leaf.isMultiplied() && leaf.shape().dimension() == 2)
                    .forEach(leaf -> leaf.pack(bf16));
        } catch (EngineException noSuchLayout) {
            LOG.info("weights are not packed: {}", noSuchLayout.getMessage());
        }
    }

    private void placeUnfused(boolean ofProducts) {
        for (Parameter parameter : declared.values()) {
            if (!fusedParts.contains(parameter) && parameter.isMultiplied() == ofProducts) {
                place(parameter);
                leaves.add(parameter);
            }
        }
    }

    /** @return what owns the weights */
    NDManager manager() {
        return Objects.requireNonNull(manager);
    }

    /** @return bfloat16 of the leaf's shape: its present values, for a leaf that matrix products use */
    NDArray lowered(Parameter leaf) {
        return Objects.requireNonNull(lowered).of(leaf);
    }

    private void place(Parameter parameter) {
        parameter.offset = size;
        size += parameter.shape().size();
    }

    /** @return number of weights' elements */
    public long size() {
        return size;
    }

    /** What the optimizer steps: every weight once, fused ones together. */
    public List<Parameter> leaves() {
        return Collections.unmodifiableList(leaves);
    }

    /** @return the parameter's place in the flat tensor, without gradients; writing to it changes the weight */
    public NDArray view(Parameter parameter) {
        NDArray view = views.get(parameter);
        if (view == null) {
            throw new IllegalStateException("Indicates a bug: " + parameter.name() + " has no place");
        }
        return view;
    }

    /** @return the parameter's part of a tensor laid out as the weights are, such as a moment */
    public NDArray viewOf(NDArray flatTensor, Parameter parameter) {
        long end = parameter.offset + parameter.shape().size();
        return flatTensor.get(new NDIndex(parameter.offset + ":" + end)).reshape(parameter.shape());
    }

    /** @return a leaf's gradient, or anything of its shape, cut into the weights that are fused there */
    Map<Parameter, NDArray> parts(Parameter leaf, NDArray gradient) {
        Map<Parameter, NDArray> parts = new LinkedHashMap<>();
        long row = 0;
        for (Parameter part : fusions.getOrDefault(leaf, List.of(leaf))) {
            long end = row + part.shape().get(0);
            parts.put(part, gradient.get(new NDIndex(row + ":" + end)));
            row = end;
        }
        return parts;
    }

    /** @return zeros laid out as the weights are: float32 (size) */
    public NDArray zerosLike(NDManager owner) {
        return owner.zeros(new Shape(size), DataType.FLOAT32);
    }

    /**
     * Overwrites a view, on the CPU without a copy in between.
     *
     * @param source writes as many float32 as the view has
     */
    public static void fill(NDArray view, Consumer<FloatBuffer> source) {
        if (!view.getDevice().isGpu()) {
            source.accept(view.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer());
            return;
        }
        int bytes = Math.toIntExact(view.size() * Float.BYTES);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        source.accept(buffer.asFloatBuffer());
        try (NDManager scratch = view.getManager().newSubManager(Device.cpu())) {
            copy(scratch.create(buffer, view.getShape(), DataType.FLOAT32), view);
        }
    }

    /**
     * @param host a manager of the CPU; owns what is copied from a GPU
     * @return a view's float32; on the CPU the very memory of it, for as long as the view lives
     */
    public static ByteBuffer bytes(NDArray view, NDManager host) {
        if (!view.getDevice().isGpu()) {
            return view.toByteBuffer(true);
        }
        NDArray copy = view.toDevice(Device.cpu(), true);
        copy.attach(host);
        return copy.toByteBuffer(true);
    }

    /** Overwrites a view, on whatever device it lies. */
    public static void copy(NDArray source, NDArray view) {
        Ops.inPlace(source.getManager(), "copy", view, source).close();
    }

    /** Forward passes from now on see plain weights and record no graph. */
    public void freeze() {
        leaves.forEach(leaf -> leaf.bind(view(leaf)));
        Objects.requireNonNull(lowered).outdate();
    }

    /**
     * Forward passes from now on see fresh leaves of the graph that share the weights' memory. Their gradients start
     * absent, so the first backward pass hands its results over as they are: nothing to zero and nothing to add.
     *
     * @param step owns the leaves and, with them, the gradients
     */
    public void track(NDManager step) {
        for (Parameter leaf : leaves) {
            NDArray array = view(leaf).stopGradient();
            array.attach(step);
            array.setRequiresGradient(true);
            leaf.bind(array);
        }
    }

    @Override
    public void close() {
        if (manager != null) {
            manager.close();
        }
    }
}
