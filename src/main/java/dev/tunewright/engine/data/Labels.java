package dev.tunewright.engine.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /** @return numbers that make one row's label: one for each class where a text may have several, else 1 */
    public int targets() {
        return problemType == ProblemType.MULTI_LABEL_CLASSIFICATION ? numLabels : 1;
    }

    /** @return the same labels under the names that the model gives its classes */
    public Labels named(List<String> other) {
        return new Labels(problemType, numLabels, other);
    }

    /** Hugging Face's {@code problem_type}. */
    public enum ProblemType {
        /** Each text has one label. */
        SINGLE_LABEL_CLASSIFICATION,
        /** Each text has any number of labels. */
        MULTI_LABEL_CLASSIFICATION,
        /** Each text has a value. */
        REGRESSION;

        /** @return as {@code config.json} spells it */
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<ProblemType> of(String spelling) {
            return Arrays.stream(values())
                    .filter(type -> type.spelling().equals(spelling))
                    .findFirst();
        }
    }
}
