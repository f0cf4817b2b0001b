package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long the texts of a split are in tokens, special ones included, after truncation.
 *
 * @param rows that were counted
 * @param sampled whether these are only some of the split's, evenly spread
 * @param p50 half of the rows have at most so many tokens
 * @param truncatedShare of the rows, 0 to 1
 */
public record TokenLengths(
        int rows, boolean sampled, double mean, int p50, int p90, int p95, int p99, int max, double truncatedShare) {

    /** Rows of a split that tell enough of all. */
    private static final int SAMPLE = 10_000;

    /**
     * Encodes at most ten thousand rows.
     *
     * @param examples not empty
     * @param targets numbers that make one row's label: {@link Labels#targets}
     */
    static TokenLengths sample(List<Example> examples, AutoTokenizer tokenizer, int targets) {
        int step = (examples.size() + SAMPLE - 1) / SAMPLE;
        List<Example> some = step == 1
                ? examples
                : IntStream.range(0, examples.size() / step)
                        .mapToObj(i -> examples.get(i * step))
                        .toList();
        return of(TokenizedDataset.of(some, tokenizer, targets).rows(), step > 1);
    }

    /** @param encodings not empty */
    public static TokenLengths of(List<Encoding> encodings, boolean sampled) {
        int[] lengths = encodings.stream().mapToInt(Encoding::length).sorted().toArray();
        long truncated = encodings.stream().filter(Encoding::truncated).count();
        return new TokenLengths(
                lengths.length,
                sampled,
                Arrays.stream(lengths).average().orElseThrow(),
                percentile(lengths, 50),
                percentile(lengths, 90),
                percentile(lengths, 95),
                percentile(lengths, 99),
                lengths[lengths.length - 1],
                (double) truncated / lengths.length);
    }

    /** Nearest rank. */
    private static int percentile(int[] sorted, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }
}
