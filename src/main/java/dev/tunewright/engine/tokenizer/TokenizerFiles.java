package dev.tunewright.engine.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tokenizer's files in a checkpoint folder. */
record TokenizerFiles(Path folder) {

    private static final String TOKENIZER = "tokenizer.json";

    /** Whatever a fast or slow tokenizer of any architecture reads. */
    static final List<String> NAMES = List.of(
            TOKENIZER,
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "spiece.model",
            "spm.model",
            "sentencepiece.bpe.model",
            "tokenizer.model");

    private static final List<String> USUAL_PAD_TOKENS = List.of("[PAD]", "<pad>");

    /** The largest vocabularies in use, a quarter of a million pieces, take 35 million bytes. */
    private static final long MAX_TOKENIZER_BYTES = 128 << 20;

    private static final long MAX_CONFIG_BYTES = 4 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(100).build())
                    .build())
            .build();

    static {
        // The library reports its use to a cloud address, and looks for GPU variants of itself on the network.
        for (String property : List.of("OPT_OUT_TRACKING", "ai.djl.offline")) {
            if (System.getProperty(property) == null) {
                System.setProperty(property, "true");
            }
        }
    }

    TokenizerConfig config() {
        JsonNode json = read("tokenizer_config.json");
        return json == null ? TokenizerConfig.ABSENT : TokenizerConfig.of(json);
    }

    /** @throws InvalidInputException with field {@code checkpoint} if tokenizer.json is missing or refused */
    HuggingFaceTokenizer load() {
        Path file = folder.resolve(TOKENIZER);
        if (!Files.isRegularFile(file)) {
            throw refused("has no tokenizer.json; save one with Python's"
                    + " `AutoTokenizer.from_pretrained(...).save_pretrained(...)`, or choose another checkpoint");
        }
        requireSmall(file, MAX_TOKENIZER_BYTES);
        try (InputStream in = Files.newInputStream(file)) {
            return HuggingFaceTokenizer.newInstance(in, Map.of("truncation", "false", "padding", "false"));
        } catch (IOException | RuntimeException e) {
            throw refused("its tokenizer.json cannot be read: " + e.getMessage() + "; fetch or save it again");
        }
    }

    /** @throws InvalidInputException with field {@code checkpoint} if no padding token is known */
    int padTokenId(HuggingFaceTokenizer tokenizer, TokenizerConfig config) {
        JsonNode special = read("special_tokens_map.json");
        Stream<@Nullable String> named = Stream.of(
                config.padToken(), special == null ? null : TokenizerConfig.content(special.path("pad_token")));
        return Stream.concat(named, USUAL_PAD_TOKENS.stream())
                .filter(Objects::nonNull)
                .map(token -> tokenizer.encode(token, false, false).getIds())
                .filter(ids -> ids.length == 1)
                .map(ids -> (int) ids[0])
                .findFirst()
                .orElseThrow(() -> refused(
                        "its tokenizer has no padding token; name one as `pad_token`" + " in tokenizer_config.json"));
    }

    void copyTo(Path target) {
        try {
            Files.createDirectories(target);
            for (String name : NAMES) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    Files.copy(folder.resolve(name), target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the tokenizer to " + target, e);
        }
    }

    private @Nullable JsonNode read(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        requireSmall(file, MAX_CONFIG_BYTES);
        try (InputStream in = Files.newInputStream(file)) {
            return MAPPER.readTree(in);
        } catch (IOException | JacksonException e) {
            throw refused("its " + name + " is no JSON; fetch or save it again");
        }
    }

    private static void requireSmall(Path file, long most) {
        try {
            if (Files.size(file) > most) {
                throw refused("its " + file.getFileName() + " has " + Files.size(file) + " bytes; at most " + most
                        + " are read");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static InvalidInputException refused(String message) {
        return new InvalidInputException("checkpoint", message);
    }
}
