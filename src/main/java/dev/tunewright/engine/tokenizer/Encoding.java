package dev.tunewright.engine.tokenizer;

/**
 * Token ids of one text or pair, special tokens included, without padding.
 *
 * @param inputIds token ids (T)
 * @param tokenTypeIds segment of each token (T): 0 first text, 1 second
 * @param fullLength tokens before any were left out to keep within the maximum length; T where none were
 */
public record Encoding(int[] inputIds, int[] tokenTypeIds, int fullLength) {

    /** Of which nothing was left out. */
    public Encoding(int[] inputIds, int[] tokenTypeIds) {
        this(inputIds, tokenTypeIds, inputIds.length);
    }

    public int length() {
        return inputIds.length;
    }

    public boolean truncated() {
        return fullLength > inputIds.length;
    }
}
