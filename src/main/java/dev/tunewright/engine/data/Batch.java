package dev.tunewright.engine.data;

/**
 * Texts side by side, as plain arrays: what a forward pass takes, made without native code. Packed rows after the texts' own belong to none.
 *
 * @param texts B
 * @param width T: places of each text, padding included
 * @param inputIds token ids of all texts, one after the other (N)
 * @param tokenTypeIds segment of each token (N)
 * @param positionIds place of each token in its text, from 0 (N)
 * @param padded the packed row that fills each place (B*T); 0 where the place is padding
 * @param rows the place of each packed row (N)
 * @param firstRows the packed row of each text's first token (B)
 * @param bias added to attention scores: 0 for tokens, the lowest float for padding (B*T)
 * @param labels class id or value of each text (B); where a text may have several labels, 1 or 0 for each class (B*numLabels)
 * @param paddedTokens B times the longest text, as the original counts its input
 */
public record Batch(
        int texts,
        int width,
        long[] inputIds,
        long[] tokenTypeIds,
        long[] positionIds,
        long[] padded,
        long[] rows,
        long[] firstRows,
        float[] bias,
        double[] labels,
        long paddedTokens) {}
