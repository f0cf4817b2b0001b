package dev.tunewright.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.tokenizer.Encoding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text may spell the padding token itself: then it is a token like others, but not counted as a position. */
class PaddingTokenTest {

    /** Logits of transformers 5.23.0 for these ids; 1 is the padding token. */
    @ParameterizedTest
    @CsvSource({"roberta, -0.169086, -0.928520", "xlm-roberta, 0.457592, -0.737909", "mpnet, 0.049290, 0.383961"})
    void paddingTokenWithinATextIsReadAsByTheOriginal(String architecture, float first, float second) {
        int[] ids = {0, 9, 1, 8, 20, 2};
        Path folder = Path.of("src/test/resources/golden", architecture, "with-head");
        try (TextClassifier classifier = TextClassifier.load(folder)) {
            float[] logits = classifier.logits(List.of(new Encoding(ids, new int[ids.length])))[0];
            assertThat(logits).containsExactly(new float[] {first, second}, within(1e-5f));
        }
    }
}
