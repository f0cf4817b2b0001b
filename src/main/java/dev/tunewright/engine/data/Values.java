package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.List;
import java.util.Optional;

/**
 * Each text has a value: regression.
 *
 * @param neverNegative whether -1 cannot be a value, so that it says in a test split that there is none
 */
record Values(boolean neverNegative) implements LabelColumn {

    @Override
    public Labels labels() {
        return new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0"));
    }

    @Override
    public Optional<List<Double>> numbers(Field label) {
        double value = label instanceof Field.Text text ? Numbers.finite(text.text()) : Double.NaN;
        if (neverNegative && value == -1) {
            return Optional.empty();
        }
        return Double.isNaN(value) ? Optional.empty() : Optional.of(List.of(value));
    }

    @Override
    public boolean isMissing(Field label) {
        return neverNegative && label instanceof Field.Text text && Numbers.finite(text.text()) == -1;
    }

    @Override
    public String complaint(Field label) {
        String what =
                label instanceof Field.Text text ? "the label " + Violations.quoted(text.text()) : "the label, a list,";
        return what + " is no finite number, which regression (`num_labels` 1) needs";
    }
}
