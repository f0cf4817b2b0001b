package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Each text has any number of labels: listed, or as 1 or 0 for each class.
 *
 * @param vector whether each row has 1 or 0 for each class
 * @param delimiter between labels that are written as one text
 */
record MultiLabels(LabelIds classes, boolean vector, String delimiter) implements LabelColumn {

    @Override
    public Labels labels() {
        return classes.as(ProblemType.MULTI_LABEL_CLASSIFICATION);
    }

    /** @return the labels of a text, also where they are written as one */
    static List<String> items(Field label, String delimiter) {
        if (label instanceof Field.Items list) {
            return list.items();
        }
        return label instanceof Field.Text text
                ? Stream.of(text.text().split(Pattern.quote(delimiter)))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList()
                : List.of();
    }

    /** @return whether the numbers are 1 or 0 for each class, and no ids */
    static boolean isVector(List<String> items) {
        return items.size() > 1 && items.stream().allMatch(MultiLabels::isBit);
    }

    private static boolean isBit(String item) {
        double value = Numbers.finite(item);
        return value == 0 || value == 1;
    }

    @Override
    public Optional<List<Double>> numbers(Field label) {
        List<String> items = items(label, delimiter);
        if (vector) {
            return items.size() == classes.names().size() && items.stream().allMatch(MultiLabels::isBit)
                    ? Optional.of(items.stream().map(Numbers::finite).toList())
                    : Optional.empty();
        }
        if (items.stream().anyMatch(item -> classes.id(item) == null)) {
            return Optional.empty();
        }
        double[] numbers = new double[classes.names().size()];
        items.forEach(item -> numbers[Objects.requireNonNull(classes.id(item))] = 1);
        return Optional.of(DoubleStream.of(numbers).boxed().collect(Collectors.toList()));
    }

    @Override
    public boolean isMissing(Field label) {
        List<String> items = items(label, delimiter);
        return !items.isEmpty() && Collections.frequency(items, "-1") == items.size();
    }

    @Override
    public String complaint(Field label) {
        List<String> items = items(label, delimiter);
        if (!vector) {
            return items.stream()
                    .filter(item -> classes.id(item) == null)
                    .findFirst()
                    .map(classes::complaint)
                    .orElseThrow();
        }
        int size = classes.names().size();
        return items.size() != size
                ? "has " + items.size() + " numbers for " + size + " labels; give 1 or 0 for each"
                : "the labels " + Violations.quoted(items.toString()) + " are not 1 or 0 each";
    }
}
