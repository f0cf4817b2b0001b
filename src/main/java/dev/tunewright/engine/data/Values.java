package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.List;
import java.util.Optional;

/** Each text has a value: regression. */
record Values() implements LabelColumn {

    @Override
    public Labels labels() {
        return new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0"));
    }

    @Override
    public Optional<List<Double>> numbers(Field label) {
        double value = label instanceof Field.Text text ? Numbers.finite(text.text()) : Double.NaN;
        return Double.isNaN(value) ? Optional.empty() : Optional.of(List.of(value));
    }

    /** GLUE's test split of STS-B has -1 for a value, which is one: nothing tells it from others. */
    @Override
    public boolean isMissing(Field label) {
        return false;
    }

    @Override
    public String complaint(Field label) {
        String what =
                label instanceof Field.Text text ? "the label " + Violations.quoted(text.text()) : "the label, a list,";
        return what + " is no finite number, which regression (`num_labels` 1) needs";
    }
}
