package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Split.RawExample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the labels of the train split come to, and the numbers that stand for each row's. */
interface LabelColumn {

    Labels labels();

    /**
     * @return the number that stands for the label, or those that stand for the labels; empty where they cannot be used
     */
    Optional<List<Double>> numbers(Field label);

    /** @return what is wrong with a label that has no numbers */
    String complaint(Field label);

    /** @return whether the label says that there is none, as in the hub's test splits, where it is -1 */
    default boolean isMissing(Field label) {
        return label.equals(new Field.Text("-1"));
    }

    /** @return the split's examples in order; labels that mean nothing here are violations */
    default List<Example> encode(Split split, Violations violations) {
        List<Example> examples = new ArrayList<>(split.rows().size());
        for (RawExample row : split.rows()) {
            Field label = row.label();
            Optional<List<Double>> numbers = label == null ? Optional.of(List.of()) : numbers(label);
            if (label != null && numbers.isEmpty() && !(split.isTest() && isMissing(label))) {
                violations.addOfKind(
                        split.field(), "labels that cannot be used", row.place() + ": " + complaint(label));
            }
            examples.add(new Example(row.text(), row.textPair(), numbers.orElse(List.of())));
        }
        return examples;
    }

    /** @return one spelling for each label: {@code 1} for {@code 1}, {@code 01} and {@code 1.0} */
    static String canonical(String label) {
        return Numbers.isWhole(label) ? Long.toString((long) Numbers.finite(label)) : label;
    }

    /** @return one spelling for each where all are whole numbers; else the labels as they are */
    static Set<String> distinct(Set<String> labels) {
        return labels.stream().allMatch(Numbers::isWhole)
                ? labels.stream().map(LabelColumn::canonical).collect(Collectors.toSet())
                : labels;
    }

    /** @return by value where all are whole numbers, else by name */
    static List<String> sorted(Set<String> labels) {
        return labels.stream().allMatch(Numbers::isInteger)
                ? labels.stream()
                        .sorted(Comparator.comparingLong(Long::parseLong))
                        .toList()
                : List.copyOf(new TreeSet<>(labels));
    }

    /** @return the names, followed by {@code LABEL_n} for the ids beyond them */
    static List<String> named(List<String> names, int numLabels) {
        List<String> all = new ArrayList<>(names);
        while (all.size() < numLabels) {
            all.add("LABEL_" + all.size());
        }
        return all;
    }

    /** @return the id of each of the labels, which are in the order of their ids */
    static Map<String, Integer> ids(List<String> labels) {
        Map<String, Integer> ids = new HashMap<>();
        labels.forEach(label -> ids.put(label, ids.size()));
        return ids;
    }

    /** @return what is said of labels that are none of those known */
    static String known(Map<String, Integer> ids) {
        List<String> known = ids.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(20)
                .map(entry -> Violations.quoted(entry.getKey()))
                .toList();
        String more = ids.size() > known.size() ? ", … (" + ids.size() + " in all)" : "";
        return String.join(", ", known) + more;
    }
}
