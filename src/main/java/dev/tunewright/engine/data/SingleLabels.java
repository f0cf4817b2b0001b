package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.List;
import java.util.Optional;

/** Each text has one label: a class. */
record SingleLabels(LabelIds classes) implements LabelColumn {

    @Override
    public Labels labels() {
        return classes.as(ProblemType.SINGLE_LABEL_CLASSIFICATION);
    }

    @Override
    public Optional<List<Double>> numbers(Field label) {
        return label instanceof Field.Text text
                ? Optional.ofNullable(classes.id(text.text())).map(id -> List.of((double) id))
                : Optional.empty();
    }

    @Override
    public String complaint(Field label) {
        return label instanceof Field.Text text
                ? classes.complaint(text.text())
                : "the label is a list; set `config.problem_type` to multi_label_classification if a text may have"
                        + " several labels";
    }
}
