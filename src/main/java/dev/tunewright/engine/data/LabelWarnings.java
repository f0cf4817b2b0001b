package dev.tunewright.engine.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the labels of a data set give to think about. */
final class LabelWarnings {

    /** Below this, a class, or a whole split, is hardly learned. */
    private static final int FEW_OF_A_CLASS = 10;

    private static final int FEW_ROWS = 100;

    /** From this on, a model that always answers the largest class looks good. */
    private static final int IMBALANCE = 10;

    private final Map<String, Map<String, Integer>> counts;
    private final List<DataWarning> warnings;

    private LabelWarnings(Map<String, Map<String, Integer>> counts, List<DataWarning> warnings) {
        this.counts = counts;
        this.warnings = warnings;
    }

    /** @param counts rows of each class, by split and name; empty for regression */
    static void warn(Dataset dataset, Map<String, Map<String, Integer>> counts, List<DataWarning> warnings) {
        if (dataset.train().size() < FEW_ROWS) {
            warnings.add(new DataWarning(
                    "small_dataset",
                    "there are " + dataset.train().size() + " rows to train on; with fewer than " + FEW_ROWS
                            + " the result depends on chance",
                    "train",
                    dataset.train().size(),
                    List.of()));
        }
        LabelWarnings labels = new LabelWarnings(counts, warnings);
        if (counts.containsKey("train")) {
            labels.alike();
            labels.untrained();
            labels.rare();
            labels.imbalanced();
        }
    }

    private Map<String, Integer> train() {
        return counts.getOrDefault("train", Map.of());
    }

    private void alike() {
        Map<String, List<String>> spellings = new TreeMap<>();
        train().keySet()
                .forEach(name -> spellings
                        .computeIfAbsent(
                                name.strip().replaceAll("[\\s_-]+", " ").toLowerCase(Locale.ROOT),
                                any -> new ArrayList<>())
                        .add(name));
        List<String> alike = spellings.values().stream()
                .filter(names -> names.size() > 1)
                .flatMap(List::stream)
                .toList();
        warn(
                alike,
                "labels_alike",
                "differ only in case, blanks or hyphens from one another; spell alike what means one");
    }

    /** Labels that the data or the job names and that no row trains. */
    private void untrained() {
        List<String> elsewhere = new ArrayList<>();
        List<String> nowhere = new ArrayList<>();
        train().forEach((name, rows) -> {
            if (rows == 0) {
                boolean used = counts.values().stream().anyMatch(split -> split.getOrDefault(name, 0) > 0);
                (used ? elsewhere : nowhere).add(name);
            }
        });
        warn(elsewhere, "labels_not_in_train", "are in other splits, but no row of the train split teaches them");
        warn(nowhere, "labels_without_rows", "are in no split; num_labels leaves room for them");
    }

    private void warn(List<String> names, String code, String message) {
        if (!names.isEmpty()) {
            warnings.add(DataWarning.ofLabels(code, names.size(), "the labels " + quoted(names) + " " + message));
        }
    }

    private void rare() {
        List<String> rare = train().entrySet().stream()
                .filter(entry -> entry.getValue() > 0 && entry.getValue() < FEW_OF_A_CLASS)
                .map(Map.Entry::getKey)
                .toList();
        warn(rare, "rare_labels", "have fewer than " + FEW_OF_A_CLASS + " rows to train on");
    }

    private void imbalanced() {
        Map.Entry<String, Integer> most =
                train().entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        Map.Entry<String, Integer> least = train().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .min(Map.Entry.comparingByValue())
                .orElse(most);
        if (most.getValue() >= (long) IMBALANCE * least.getValue()) {
            warnings.add(DataWarning.ofLabels(
                    "class_imbalance",
                    most.getValue() / least.getValue(),
                    Violations.quoted(most.getKey()) + " has " + most.getValue() + " rows to train on, "
                            + Violations.quoted(least.getKey()) + " " + least.getValue()
                            + "; judge by F1 or Matthews, not by accuracy"));
        }
    }

    private static String quoted(List<String> names) {
        List<String> shown = names.stream().limit(5).map(Violations::quoted).toList();
        return String.join(", ", shown) + (names.size() > shown.size() ? ", …" : "");
    }
}
