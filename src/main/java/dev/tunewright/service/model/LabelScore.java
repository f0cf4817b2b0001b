package dev.tunewright.service.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** A label and how much the model is for it. */
record LabelScore(double score, String label) {

    /**
     * @param values of each label
     * @param most how many are wanted
     * @return the highest first; equal ones in the labels' order
     */
    static List<LabelScore> ranked(List<String> labels, double[] values, int most) {
        return IntStream.range(0, values.length)
                .mapToObj(id -> new LabelScore(values[id], labels.get(id)))
                .sorted(Comparator.comparingDouble(LabelScore::score).reversed())
                .limit(most)
                .toList();
    }
}
