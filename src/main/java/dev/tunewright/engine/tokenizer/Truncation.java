package dev.tunewright.engine.tokenizer;

import java.util.function.Supplier;

/**
 * Leaves out tokens, of the longer text first, until the rest fits. Done here and not by the native library: that one
 * also builds every combination of what it cut off from both texts, gigabytes for two long ones.
 *
 * @param maxLength tokens that may stay, special ones included
 * @param left whether tokens are left out at the start of a text, not at its end
 */
record Truncation(int maxLength, boolean left) {

    /**
     * @param ids token ids (T)
     * @param typeIds segment of each token (T)
     * @param sequences asked only where tokens are left out: text that each token comes from (T): 0, 1, or anything else for a special token, which stays
     */
    Encoding apply(long[] ids, long[] typeIds, Supplier<long[]> sequences) {
        if (ids.length <= maxLength) {
            return new Encoding(narrow(ids), narrow(typeIds));
        }
        long[] sequenceIds = sequences.get();
        int[] length = {count(sequenceIds, 0), count(sequenceIds, 1)};
        int special = ids.length - length[0] - length[1];
        int[] kept = keep(length[0], length[1], maxLength - special);
        int[] keptIds = new int[special + kept[0] + kept[1]];
        int[] keptTypeIds = new int[keptIds.length];
        int[] seen = new int[2];
        int size = 0;
        for (int i = 0; i < ids.length; i++) {
            if (stays(sequenceIds[i], seen, length, kept)) {
                keptIds[size] = (int) ids[i];
                keptTypeIds[size++] = (int) typeIds[i];
            }
        }
        return new Encoding(keptIds, keptTypeIds, ids.length);
    }

    /** @param seen tokens of each text before this one; counts this one too */
    private boolean stays(long sequence, int[] seen, int[] length, int[] kept) {
        if (sequence != 0 && sequence != 1) {
            return true;
        }
        int text = (int) sequence;
        int position = seen[text]++;
        return left ? position >= length[text] - kept[text] : position < kept[text];
    }

    /**
     * The original's {@code longest_first}: the shorter text stays whole if half the budget holds it; if not, both get
     * half, and the longer one (the second of two equals) gets the odd token.
     *
     * @return tokens to keep of each text
     */
    private static int[] keep(int first, int second, int budget) {
        int shorter = Math.min(first, second);
        int forShorter = Math.min(shorter, budget / 2);
        int forLonger = Math.min(Math.max(first, second), budget - forShorter);
        return first > second ? new int[] {forLonger, forShorter} : new int[] {forShorter, forLonger};
    }

    private static int count(long[] sequenceIds, int text) {
        int count = 0;
        for (long sequence : sequenceIds) {
            count += sequence == text ? 1 : 0;
        }
        return count;
    }

    private static int[] narrow(long[] values) {
        int[] narrow = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (int) values[i];
        }
        return narrow;
    }
}
