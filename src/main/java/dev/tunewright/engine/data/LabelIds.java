package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ids of classes, whether they stand in the data themselves or by names.
 *
 * @param names of the ids, in order
 * @param ids of each label as it is written, whole numbers as {@code 1} however they are written
 * @param declared whether the data set itself says which labels there are; else the train split does
 */
record LabelIds(List<String> names, Map<String, Integer> ids, boolean declared) {

    /**
     * @param distinct labels of the train split, each in one spelling, at least one
     * @return empty where a violation was added
     */
    static Optional<LabelIds> of(Set<String> distinct, LabelRequest request, Violations violations) {
        List<String> sorted = LabelColumn.sorted(distinct);
        List<String> declared = request.names();
        int labels = declared.isEmpty() ? sorted.size() : declared.size();
        int width = request.numLabels() == null ? labels : request.numLabels();
        boolean areIds = sorted.stream().allMatch(Numbers::isInteger) && isWithin(sorted, width);
        if (width < labels) {
            violations.add(
                    "num_labels",
                    "must be at least " + labels + ", the number of labels "
                            + (declared.isEmpty() ? "in the train split" : "that the data set names") + ", was "
                            + width);
            return Optional.empty();
        }
        List<String> names = declared.isEmpty() && !areIds ? sorted : declared;
        boolean byId = areIds || !declared.isEmpty() && sorted.stream().allMatch(Numbers::isInteger);
        List<String> written =
                byId ? IntStream.range(0, width).mapToObj(Integer::toString).toList() : names;
        return Optional.of(
                new LabelIds(LabelColumn.named(names, width), LabelColumn.ids(written), !declared.isEmpty()));
    }

    private static boolean isWithin(List<String> sorted, int width) {
        return Long.parseLong(sorted.get(0)) >= 0 && Long.parseLong(sorted.get(sorted.size() - 1)) < width;
    }

    Labels as(ProblemType type) {
        return new Labels(type, names.size(), names);
    }

    /** @return null where there is no such label */
    @Nullable
    Integer id(String label) {
        Integer id = ids.get(label);
        return id == null ? ids.get(LabelColumn.canonical(label)) : id;
    }

    String complaint(String label) {
        return "the label " + Violations.quoted(label)
                + (declared ? " is none of the data set's, which are " : " is not in the train split, which has ")
                + LabelColumn.known(ids);
    }
}
