package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Parameter;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Pass;
import java.util.Set;

/**
 * An architecture with its classification head. Constructing one declares its weights and needs no native code;
 * {@link #forward} needs {@link Parameters#allocate} and values first.
 */
interface SequenceClassificationModel {

    Parameters parameters();

    /** @return weights that a checkpoint of the body alone may lack: the head's and, in BERT, the pooler's */
    Set<Parameter> mayBeNew();

    /**
     * An architecture's own initialisation of a weight that the checkpoint lacks; as in the original it follows the common
     * one.
     *
     * @param drawn float32 of the weight's shape: its values by the common initialisation
     * @return what the weight shall hold; new arrays belong to the manager of {@code drawn}
     */
    default NDArray initialize(Parameter weight, NDArray drawn) {
        return drawn;
    }

    /** @return prefix of the body's weights ({@code bert.}), which a checkpoint of the body alone lacks */
    String baseModelPrefix();

    /** @return longest text in tokens */
    int maxPositions();

    /** @return the original's class name, which goes into {@code architectures} */
    String architecture();

    /** @return float32 (B, numLabels), unnormalised logits, owned by the pass's manager */
    NDArray forward(Packed batch, Pass pass);
}
