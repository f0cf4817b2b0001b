package dev.tunewright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("num_train_epochs", "num_labels", "label", "f1");

    @Test
    void misspeltNamesAreRecognised() {
        assertThat(NearestName.of("num_train_epoch", KNOWN)).contains("num_train_epochs");
        assertThat(NearestName.of("lable", KNOWN)).contains("label");
        assertThat(NearestName.of("Num_Labels", KNOWN)).contains("num_labels");
        assertThat(NearestName.question("f", KNOWN)).isEqualTo(". Did you mean `f1`?");
    }

    @Test
    void nothingIsGuessedForAStrangeName() {
        assertThat(NearestName.of("temperature", KNOWN)).isEmpty();
        assertThat(NearestName.of("xy", KNOWN)).isEmpty();
        assertThat(NearestName.question("", KNOWN)).isEmpty();
    }
}
