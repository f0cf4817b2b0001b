package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a data set holds and what about it should give a person to think, before any training.
 *
 * @param rows of each split
 * @param labelCounts rows of each label by name, by split; a row with several labels counts for each; empty for regression
 * @param tokens lengths of each split
 */
public record DataReport(
        Map<String, Integer> rows,
        Labels labels,
        Map<String, Map<String, Integer>> labelCounts,
        Map<String, TokenLengths> tokens,
        List<DataWarning> warnings) {

    /** Truncating a few long texts is usual; this share of them is worth a word. */
    private static final double MUCH_TRUNCATED = 0.1;

    /** @param tokenizer encodes at most ten thousand rows of each split */
    public static DataReport of(Dataset dataset, AutoTokenizer tokenizer) {
        Map<String, TokenLengths> tokens = new LinkedHashMap<>();
        dataset.splits()
                .forEach((split, rows) -> tokens.put(
                        split,
                        TokenLengths.sample(rows, tokenizer, dataset.labels().targets())));
        return of(dataset, tokens, tokenizer.maxLength());
    }

    /**
     * @param tokens of each split
     * @param maxLength tokens that texts were truncated to
     */
    public static DataReport of(Dataset dataset, Map<String, TokenLengths> tokens, int maxLength) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        dataset.splits().forEach((split, examples) -> {
            Map<String, Integer> ofSplit = labelCounts(dataset.labels(), examples);
            if (!ofSplit.isEmpty()) {
                counts.put(split, ofSplit);
            }
        });
        List<DataWarning> warnings = new ArrayList<>();
        LabelWarnings.warn(dataset, counts, warnings);
        RepeatedRows.warn(dataset, warnings);
        tokens.forEach((split, lengths) -> warnTruncated(split, lengths, maxLength, warnings));
        return new DataReport(dataset.rowCounts(), dataset.labels(), counts, tokens, warnings);
    }

    /** @return empty for regression, and where the split has no labels */
    private static Map<String, Integer> labelCounts(Labels labels, List<Example> examples) {
        boolean unlabelled =
                examples.stream().allMatch(example -> example.labels().isEmpty());
        if (labels.problemType() == Labels.ProblemType.REGRESSION || unlabelled) {
            return Map.of();
        }
        int[] byId = new int[labels.numLabels()];
        for (Example example : examples) {
            // As many as there are classes: 1 or 0 for each.
            boolean several = example.labels().size() == byId.length;
            for (int i = 0; i < example.labels().size(); i++) {
                int value = example.labels().get(i).intValue();
                byId[several ? i : value] += several ? value : 1;
            }
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int id = 0; id < byId.length; id++) {
            counts.merge(labels.names().get(id), byId[id], Integer::sum);
        }
        return counts;
    }

    private static void warnTruncated(String split, TokenLengths lengths, int maxLength, List<DataWarning> warnings) {
        if (lengths.truncatedShare() >= MUCH_TRUNCATED) {
            long percent = Math.round(100 * lengths.truncatedShare());
            warnings.add(new DataWarning(
                    "texts_truncated",
                    percent + "% of the texts are longer than " + maxLength
                            + " tokens and are cut; raise dataset.max_length, if the model takes more, or shorten them",
                    split,
                    Math.round(lengths.truncatedShare() * lengths.rows()),
                    List.of()));
        }
    }
}
