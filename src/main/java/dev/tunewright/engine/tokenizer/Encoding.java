package dev.tunewright.engine.tokenizer;

/**
 * Token ids of one text or pair, special tokens included, without padding.
 *
 * @param inputIds token ids (T)
 * @param tokenTypeIds segment of each token (T): 0 first text, 1 second
 * @param truncated whether tokens were left out to keep within the maximum length
 */
public record Encoding(int[] inputIds, int[] tokenTypeIds, boolean truncated) {

    public int length() {
        return inputIds.length;
    }
}
