package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.data.Split.RawExample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the labels of the train split come to, and the number that stands for each.
 *
 * @param ids class id of each label as it is written, whole numbers as {@code 1} however they are written; empty for
 *     regression
 */
record LabelColumn(Labels labels, Map<String, Integer> ids) {

    static LabelColumn regression() {
        return new LabelColumn(new Labels(ProblemType.REGRESSION, 1, List.of("LABEL_0")), Map.of());
    }

    /** Labels that are ids already: 0 to {@code numLabels - 1}. */
    static LabelColumn ofIds(int numLabels) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < numLabels; id++) {
            names.add("LABEL_" + id);
            ids.put(Integer.toString(id), id);
        }
        return new LabelColumn(new Labels(ProblemType.SINGLE_LABEL_CLASSIFICATION, numLabels, names), ids);
    }

    /** @param values in the order of their ids; ids beyond them are named {@code LABEL_n} */
    static LabelColumn ofNames(List<String> values, int numLabels) {
        List<String> names = new ArrayList<>(values);
        Map<String, Integer> ids = new HashMap<>();
        values.forEach(value -> ids.put(value, ids.size()));
        while (names.size() < numLabels) {
            names.add("LABEL_" + names.size());
        }
        return new LabelColumn(new Labels(ProblemType.SINGLE_LABEL_CLASSIFICATION, numLabels, names), ids);
    }

    /** @return one spelling for each label: {@code 1} for {@code 1}, {@code 01} and {@code 1.0} */
    static String canonical(String label) {
        return Numbers.isWhole(label) ? Long.toString((long) Numbers.finite(label)) : label;
    }

    /** @return the split's examples in order; labels that mean nothing here are violations */
    List<Example> encode(Split split, Violations violations) {
        boolean test = split.isTest();
        List<Example> examples = new ArrayList<>(split.rows().size());
        for (RawExample row : split.rows()) {
            String label = row.label();
            double value = label == null ? Double.NaN : valueOf(label);
            // The hub's GLUE test splits have -1 for every label.
            if (Double.isNaN(value) && label != null && !(test && label.equals("-1"))) {
                violations.addOfKind(split.field(), "labels that cannot be used", complaint(row, label));
            }
            examples.add(new Example(row.text(), row.textPair(), value));
        }
        return examples;
    }

    private double valueOf(String label) {
        if (labels.problemType() == ProblemType.REGRESSION) {
            return Numbers.finite(label);
        }
        Integer id = ids.containsKey(label) ? ids.get(label) : ids.get(canonical(label));
        return id == null ? Double.NaN : id;
    }

    private String complaint(RawExample row, String label) {
        String at = "line " + row.line() + ": the label " + Violations.quoted(label);
        if (labels.problemType() == ProblemType.REGRESSION) {
            return at + " is no finite number, which regression (`num_labels` 1) needs";
        }
        List<String> known = ids.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(20)
                .map(entry -> Violations.quoted(entry.getKey()))
                .toList();
        String more = ids.size() > known.size() ? ", … (" + ids.size() + " in all)" : "";
        return at + " is not in the train split, which has " + String.join(", ", known) + more;
    }
}
