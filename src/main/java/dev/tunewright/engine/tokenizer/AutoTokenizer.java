package dev.tunewright.engine.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.tunewright.engine.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint's own tokenizer, with special tokens and without padding; longer texts are truncated longest first, as
 * the original's {@code truncation=True} does. What tokenizer.json itself says about padding and truncation is ignored.
 * Starts no tensor engine. Safe for use by several threads; {@link #close} must come after the last call.
 */
public final class AutoTokenizer implements AutoCloseable {

    private static final TokenizersLibrary LIB = TokenizersLibrary.LIB;

    /** Bounds what one native batch holds: an encoding takes some hundred bytes for each token before it is cut. */
    private static final int BATCH_ROWS = 256;

    private static final int BATCH_CHARACTERS = 1 << 20;

    private final HuggingFaceTokenizer tokenizer;
    private final TokenizerFiles files;
    private final Truncation truncation;
    private final boolean usesTokenTypes;
    private final int padTokenId;

    private AutoTokenizer(
            HuggingFaceTokenizer tokenizer,
            TokenizerFiles files,
            Truncation truncation,
            boolean usesTokenTypes,
            int padTokenId) {
        this.tokenizer = tokenizer;
        this.files = files;
        this.truncation = truncation;
        this.usesTokenTypes = usesTokenTypes;
        this.padTokenId = padTokenId;
    }

    /** @return names of all files that a tokenizer may consist of */
    public static Set<String> fileNames() {
        return Set.copyOf(TokenizerFiles.NAMES);
    }

    /**
     * @param folder checkpoint in hub layout, with its tokenizer.json
     * @param maxLength tokens an encoding may have, special ones included; null: the smaller of the tokenizer's
     *     {@code model_max_length} and {@code modelPositions}
     * @param modelPositions tokens that the model can place
     * @throws InvalidInputException with field {@code checkpoint} if the tokenizer's files are missing or broken, with
     *     {@code dataset.max_length} if {@code maxLength} is out of range
     */
    public static AutoTokenizer fromPretrained(Path folder, @Nullable Integer maxLength, int modelPositions) {
        TokenizerFiles files = new TokenizerFiles(folder);
        TokenizerConfig config = files.config();
        HuggingFaceTokenizer tokenizer = files.load();
        try {
            int specialTokens = tokenizer.encode("a", "a", true, false).getIds().length
                    - tokenizer.encode("a", "a", false, false).getIds().length;
            int limit = checkedLength(maxLength, Math.min(config.modelMaxLength(), modelPositions), specialTokens + 2);
            return new AutoTokenizer(
                    tokenizer,
                    files,
                    new Truncation(limit, config.truncatesLeft()),
                    config.usesTokenTypes(),
                    files.padTokenId(tokenizer, config));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static int checkedLength(@Nullable Integer asked, int longest, int shortest) {
        if (longest < shortest) {
            throw new InvalidInputException(
                    "checkpoint",
                    "takes " + longest + " tokens, but a pair with its special tokens needs " + shortest
                            + "; check `model_max_length` in tokenizer_config.json and the positions in config.json");
        }
        if (asked == null) {
            return longest;
        }
        if (asked < shortest || asked > longest) {
            throw new InvalidInputException(
                    "dataset.max_length",
                    "must be from " + shortest + " (a pair with its special tokens) to " + longest
                            + " (what tokenizer and model take), was " + asked);
        }
        return asked;
    }

    /** @param textPair the second text; null for a single text */
    public Encoding encode(String text, @Nullable String textPair) {
        long handle = tokenizer.getHandle();
        return take(textPair == null ? LIB.encode(handle, text, true) : LIB.encodeDual(handle, text, textPair, true));
    }

    /**
     * Encodes many rows, several at once on as many threads as the machine has cores.
     *
     * @param texts first text of each row
     * @param textPairs second text of each row; null for single texts
     * @return as {@link #encode} gives for each row, in order
     */
    public List<Encoding> encodeAll(List<String> texts, @Nullable List<String> textPairs) {
        if (textPairs != null && textPairs.size() != texts.size()) {
            throw new IllegalArgumentException(
                    texts.size() + " texts with " + textPairs.size() + " pairs. Indicates a bug");
        }
        List<Encoding> encodings = new ArrayList<>(texts.size());
        int from = 0;
        while (from < texts.size()) {
            int to = batchEnd(texts, textPairs, from);
            String[] first = texts.subList(from, to).toArray(String[]::new);
            String[] second =
                    textPairs == null ? null : textPairs.subList(from, to).toArray(String[]::new);
            for (long encoding : encodeNatively(first, second)) {
                encodings.add(take(encoding));
            }
            from = to;
        }
        return encodings;
    }

    private static int batchEnd(List<String> texts, @Nullable List<String> textPairs, int from) {
        int to = from;
        long characters = 0;
        while (to < texts.size() && to - from < BATCH_ROWS && characters < BATCH_CHARACTERS) {
            characters += texts.get(to).length();
            characters += textPairs == null ? 0 : textPairs.get(to).length();
            to++;
        }
        return to;
    }

    private long[] encodeNatively(String[] texts, String @Nullable [] textPairs) {
        long handle = tokenizer.getHandle();
        return textPairs == null
                ? LIB.batchEncode(handle, texts, true)
                : LIB.batchEncodePair(handle, texts, textPairs, true);
    }

    /** Reads what is wanted of a native encoding: DJL's own object has its tokens' texts and places too, a third of the time. */
    private Encoding take(long encoding) {
        try {
            long[] ids = LIB.getTokenIds(encoding);
            long[] typeIds = usesTokenTypes ? LIB.getTypeIds(encoding) : new long[ids.length];
            return truncation.apply(ids, typeIds, () -> LIB.getSequenceIds(encoding));
        } finally {
            LIB.deleteEncoding(encoding);
        }
    }

    /** @return id of the token that fills up the shorter rows of a batch */
    public int padTokenId() {
        return padTokenId;
    }

    /** @return tokens an encoding has at most, special ones included */
    public int maxLength() {
        return truncation.maxLength();
    }

    /**
     * Copies the tokenizer's files unchanged, those that there are.
     *
     * @param folder of the saved checkpoint; created where it is absent
     */
    public void savePretrained(Path folder) {
        files.copyTo(folder);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
