package dev.tunewright.engine.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AutoTokenizerTest {

    private static final Path BERT = resource("/golden/bert");
    private static final String LONGER = "the clerk repaired the bridge plans before lunch";
    private static final String SHORTER = "the mayor bought it";

    @TempDir
    private Path folder;

    @Test
    void idsMatchTransformers() throws IOException {
        JsonNode golden = new JsonMapper().readTree(Files.readString(BERT.resolve("golden.json")));
        JsonNode row = golden.get("train_rows").get(0);
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, null, 512)) {
            Encoding encoding =
                    tokenizer.encode(row.get(0).asString(), row.get(1).asString());

            assertThat(encoding.inputIds())
                    .containsExactly(golden.get("first_input_ids")
                            .valueStream()
                            .mapToInt(JsonNode::asInt)
                            .toArray());
            int secondText = IntStream.range(0, encoding.length())
                    .filter(i -> encoding.tokenTypeIds()[i] == 1)
                    .findFirst()
                    .orElseThrow();
            assertThat(encoding.inputIds()[secondText - 1])
                    .as("the first [SEP]")
                    .isEqualTo(3);
            assertThat(encoding.truncated()).isFalse();
            assertThat(tokenizer.padTokenId()).isZero();
            assertThat(tokenizer.maxLength()).as("model_max_length").isEqualTo(64);
        }
    }

    /**
     * Printed by transformers 5.23: {@code tokenizer(a, b, truncation=True, max_length=n)["input_ids"]}, for the longer text
     * first, the shorter first, and the longer one twice.
     */
    @ParameterizedTest
    @CsvSource({
        "12, 2 74 195 286 74 180 3 74 212 312 108 3, 2 74 212 312 108 3 74 195 286 74 180 3, 2 74 195 286 74 3 74 195 286 74 180 3",
        "11, 2 74 195 286 74 3 74 212 312 108 3, 2 74 212 312 108 3 74 195 286 74 3, 2 74 195 286 74 3 74 195 286 74 3",
        "10, 2 74 195 286 74 3 74 212 312 3, 2 74 212 312 3 74 195 286 74 3, 2 74 195 286 3 74 195 286 74 3",
        "9, 2 74 195 286 3 74 212 312 3, 2 74 212 312 3 74 195 286 3, 2 74 195 286 3 74 195 286 3",
        "6, 2 74 195 3 74 3, 2 74 3 74 195 3, 2 74 3 74 195 3",
        "5, 2 74 3 74 3, 2 74 3 74 3, 2 74 3 74 3",
    })
    void truncationMatchesTransformers(int maxLength, String longerFirst, String shorterFirst, String twice) {
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, maxLength, 512)) {
            assertThat(ids(tokenizer.encode(LONGER, SHORTER))).isEqualTo(longerFirst);
            assertThat(ids(tokenizer.encode(SHORTER, LONGER))).isEqualTo(shorterFirst);
            assertThat(ids(tokenizer.encode(LONGER, LONGER))).isEqualTo(twice);
            assertThat(tokenizer.encode(LONGER, LONGER).truncated()).isTrue();
        }
    }

    @Test
    void truncationKeepsTheEndWhereTheTokenizerSaysSo() throws IOException {
        copyBert();
        replace(
                "tokenizer_config.json",
                "\"model_max_length\": 64",
                "\"model_max_length\": 10, \"truncation_side\": \"left\"");
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(folder, null, 512)) {
            assertThat(ids(tokenizer.encode(LONGER, SHORTER))).isEqualTo("2 180 181 146 147 3 212 312 108 3");
        }
    }

    @Test
    void encodingIsTruncatedOnlyWhereTokensAreLeftOut() {
        int whole;
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, null, 512)) {
            whole = tokenizer.encode(LONGER, null).length();
        }
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, whole, 512)) {
            assertThat(tokenizer.encode(LONGER, null).truncated()).isFalse();
        }
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, whole - 1, 512)) {
            Encoding encoding = tokenizer.encode(LONGER, null);
            assertThat(encoding.truncated()).isTrue();
            assertThat(encoding.length()).isEqualTo(whole - 1);
        }
    }

    @Test
    void paddingAndTruncationOfTheFileAreIgnored() throws IOException {
        copyBert();
        replace(
                "tokenizer.json",
                "\"padding\": null",
                "\"padding\": {\"strategy\": {\"Fixed\": 128}, \"direction\": \"Right\", \"pad_to_multiple_of\": null,"
                        + " \"pad_id\": 0, \"pad_type_id\": 0, \"pad_token\": \"[PAD]\"}");
        replace(
                "tokenizer.json",
                "\"truncation\": null",
                "\"truncation\": {\"max_length\": 6, \"strategy\": \"LongestFirst\", \"stride\": 0, \"direction\": \"Right\"}");
        try (AutoTokenizer plain = AutoTokenizer.fromPretrained(BERT, null, 512);
                AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(folder, null, 512)) {
            assertThat(ids(tokenizer.encode(LONGER, SHORTER))).isEqualTo(ids(plain.encode(LONGER, SHORTER)));
        }
    }

    @Test
    void batchEqualsSingleRowsAlsoOnSeveralThreads() {
        List<String> texts =
                IntStream.range(0, 700).mapToObj(i -> LONGER + " " + i).toList();
        List<String> pairs = IntStream.range(0, 700).mapToObj(i -> i + SHORTER).toList();
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, 15, 512)) {
            List<String> batch = tokenizer.encodeAll(texts, pairs).stream()
                    .map(AutoTokenizerTest::ids)
                    .toList();
            List<String> single = IntStream.range(0, 700)
                    .parallel()
                    .mapToObj(i -> ids(tokenizer.encode(texts.get(i), pairs.get(i))))
                    .toList();

            assertThat(batch).isEqualTo(single);
            assertThat(tokenizer.encodeAll(texts, null).get(699).inputIds())
                    .isEqualTo(tokenizer.encode(texts.get(699), null).inputIds());
        }
    }

    @Test
    @Timeout(60)
    void twoVeryLongTextsTakeNoMoreThanTheirOwnLength() {
        String text = "lunch ".repeat(20_000);
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, 16, 512)) {
            assertThat(tokenizer.encode(text, text).length()).isEqualTo(16);
        }
    }

    @Test
    void segmentsAreZeroWhereTheModelHasNone() throws IOException {
        copyBert();
        replace("tokenizer_config.json", "\"token_type_ids\",", "");
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(folder, null, 512)) {
            assertThat(tokenizer.encode(LONGER, SHORTER).tokenTypeIds()).containsOnly(0);
        }
    }

    @Test
    void positionsOfTheModelBoundTheLength() {
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, null, 20)) {
            assertThat(tokenizer.maxLength()).isEqualTo(20);
        }
        assertRefused(BERT, 65, "dataset.max_length", "must be from 5 ", "to 64", "was 65");
        assertRefused(BERT, 4, "dataset.max_length", "must be from 5 ", "was 4");
    }

    @Test
    void missingAndBrokenFilesAreRefused() throws IOException {
        assertRefused(folder, null, "checkpoint", "has no tokenizer.json", "save_pretrained");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":");
        assertRefused(folder, null, "checkpoint", "tokenizer.json cannot be read");
        Files.writeString(folder.resolve("tokenizer.json"), "{\"version\": \"1.0\", \"model\": {\"type\": \"Magic\"}}");
        assertRefused(folder, null, "checkpoint", "tokenizer.json cannot be read");
        copyBert();
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": ");
        assertRefused(folder, null, "checkpoint", "tokenizer_config.json is no JSON");
    }

    @Test
    void savedTokenizerIsTheSame() throws IOException {
        Path saved = folder.resolve("model");
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(BERT, 12, 512)) {
            tokenizer.savePretrained(saved);
        }
        try (var files = Files.list(saved)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("tokenizer.json", "tokenizer_config.json");
        }
        assertThat(saved.resolve("tokenizer.json")).hasSameBinaryContentAs(BERT.resolve("tokenizer.json"));
        try (AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(saved, null, 512)) {
            assertThat(tokenizer.maxLength()).isEqualTo(64);
        }
    }

    private static void assertRefused(Path checkpoint, Integer maxLength, String field, String... parts) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AutoTokenizer.fromPretrained(checkpoint, maxLength, 512))
                .satisfies(e -> assertThat(e.violations()).singleElement().satisfies((Violation violation) -> {
                    assertThat(violation.field()).isEqualTo(field);
                    assertThat(violation.message()).contains(parts);
                }));
    }

    private void copyBert() throws IOException {
        for (String name : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.writeString(folder.resolve(name), Files.readString(BERT.resolve(name)));
        }
    }

    private void replace(String name, String from, String to) throws IOException {
        String text = Files.readString(folder.resolve(name));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(name), text.replace(from, to));
    }

    private static String ids(Encoding encoding) {
        return String.join(
                " ",
                Arrays.stream(encoding.inputIds()).mapToObj(Integer::toString).toList());
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(AutoTokenizerTest.class.getResource(name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
