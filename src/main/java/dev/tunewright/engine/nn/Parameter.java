package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A weight, or several of equal width fused into one: rows of the flat tensor that {@link Parameters} owns.
 * Blocks keep parameters and ask for their {@link #array()} in each forward pass.
 */
public final class Parameter {

    /** How the original fills a weight that a checkpoint lacks. */
    public enum Initializer {
        /** {@code normal_(0, initializer_range)} from torch's generator, in module order. */
        NORMAL,
        ZEROS,
        ONES
    }

    private final String name;
    private final Shape shape;
    private final Initializer initializer;
    long offset = -1;

    @Nullable
    Parameters owner;

    private boolean multiplied;
    private boolean biased;
    private @Nullable NDArray array;
    private @Nullable NDArray packed;
    private @Nullable NDArray handWritten;
    private boolean handWrittenIsCurrent;
    private final List<NDArray> rowsWritten = new ArrayList<>();

    Parameter(String name, Shape shape, Initializer initializer) {
        this.name = name;
        this.shape = shape;
        this.initializer = initializer;
    }

    /** The checkpoint's name of the weight, such as {@code bert.pooler.dense.weight}. */
    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    public Initializer initializer() {
        return initializer;
    }

    /** @return float32 of {@link #shape()}: in a training step a leaf that collects gradients, otherwise the plain weight */
    public NDArray array() {
        if (array == null) {
            throw new IllegalStateException("Indicates a bug: " + name + " is used before its weights are allocated");
        }
        return array;
    }

    /** Tells, before its memory is allocated, that matrix products use it. */
    void multiplied() {
        multiplied = true;
    }

    /** Tells that a product with it always has a bias added. */
    void biased() {
        biased = true;
    }

    boolean isMultiplied() {
        return multiplied;
    }

    /**
     * @param bf16 only of weights that matrix products use
     * @return {@link #array()}, or a plain bfloat16 copy of it; once it is packed, what {@link #pack} made of either
     */
    NDArray operand(boolean bf16) {
        if (packed != null) {
            return packed;
        }
        return bf16 ? Objects.requireNonNull(owner).lowered(this) : array();
    }

    /** @return the {@link #operand} of each; in bfloat16 those alone that matrix products use */
    static List<NDArray> operands(List<Parameter> parameters, boolean bf16) {
        return parameters.stream()
                .map(parameter -> parameter.operand(bf16 && parameter.multiplied))
                .toList();
    }

    /** Lays a matrix out for products alone. Its present value counts from now on, and of one type only. */
    void pack(boolean bf16) {
        String function = biased ? "packed" : "packed_unbiased";
        packed = Ops.inPlace(Objects.requireNonNull(owner).manager(), function, operand(bf16));
    }

    void bind(NDArray current) {
        array = current;
        handWrittenIsCurrent = false;
    }

    /** Where a backward pass that is written by hand leaves its gradient. The memory stays for all steps. */
    NDArray handWrittenGradient() {
        if (handWritten == null) {
            handWritten = Objects.requireNonNull(owner).manager().zeros(shape, DataType.FLOAT32);
        }
        return handWritten;
    }

    /**
     * Adds a gradient to rows of the hand-written one, whose other rows are zero. Autograd then has no part in this weight.
     *
     * @param rows int64 (N), which may repeat
     * @param gradient float32 (N, width)
     */
    void addToRows(NDArray rows, NDArray gradient) {
        NDManager manager = Objects.requireNonNull(owner).manager();
        NDArray sum = handWrittenGradient();
        if (!handWrittenIsCurrent) {
            for (NDArray earlier : rowsWritten) {
                Ops.inPlace(manager, "clear_rows", sum, earlier).close();
                earlier.close();
            }
            rowsWritten.clear();
        }
        NDArray kept = rows.duplicate();
        kept.attach(manager);
        rowsWritten.add(kept);
        Ops.inPlace(manager, "add_rows", sum, rows, gradient).close();
        markHandWrittenGradient();
    }

    /** @return int64, which may repeat: the only rows in which this step's gradient is not zero; nothing if it may be anywhere */
    List<NDArray> rowsOfGradient() {
        return handWrittenIsCurrent ? Collections.unmodifiableList(rowsWritten) : List.of();
    }

    /** @return whether this step has already left a gradient there, to which others are added */
    boolean hasHandWrittenGradient() {
        return handWrittenIsCurrent;
    }

    void markHandWrittenGradient() {
        handWrittenIsCurrent = true;
    }

    /** @return float32 of {@link #shape()}: what backward passes since the step began have left, by autograd and by hand; zeros if none has */
    NDArray gradient() {
        NDArray followed = JniUtils.getGradient((PtNDArray) array());
        if (handWritten == null || !handWrittenIsCurrent) {
            return followed == null ? array().zerosLike() : followed;
        }
        if (followed != null) {
            if (!rowsWritten.isEmpty()) {
                throw new IllegalStateException("Indicates a bug: autograd has followed " + name);
            }
            Ops.inPlace(followed.getManager(), "add", handWritten, followed).close();
        }
        return handWritten;
    }
}
