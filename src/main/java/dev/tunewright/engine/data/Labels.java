package dev.tunewright.engine.data;

import java.util.List;

/**
 * What the label column means.
 *
 * @param problemType the original's {@code problem_type}
 * @param numLabels width of the logits; 1 for regression
 * @param names of the class ids, in order; {@code LABEL_0}, … where the data has bare integers; one name for regression
 */
public record Labels(ProblemType problemType, int numLabels, List<String> names) {

    public Labels {
        names = List.copyOf(names);
    }

    /** @return the same labels under the names that the model gives its classes */
    public Labels named(List<String> other) {
        return new Labels(problemType, numLabels, other);
    }

    /** Hugging Face's {@code problem_type}. */
    public enum ProblemType {
        SINGLE_LABEL_CLASSIFICATION,
        REGRESSION
    }
}
