package dev.tunewright.engine.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
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
    NDManager owner;

    private @Nullable NDArray array;
    private @Nullable NDArray handWritten;
    private boolean handWrittenIsCurrent;

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

    void bind(NDArray current) {
        array = current;
        handWrittenIsCurrent = false;
    }

    /** Where a backward pass that is written by hand leaves its gradient. The memory stays for all steps. */
    NDArray handWrittenGradient() {
        if (handWritten == null) {
            handWritten = Objects.requireNonNull(owner).create(shape, DataType.FLOAT32);
        }
        return handWritten;
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
            Ops.inPlace(followed.getManager(), "add", handWritten, followed).close();
        }
        return handWritten;
    }
}
