package dev.tunewright.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text, or a pair of texts, to be classified. */
public record Input(String text, @Nullable String textPair) {

    public static Input of(String text) {
        return new Input(text, null);
    }

    public static Input pair(String text, String textPair) {
        return new Input(text, textPair);
    }

    Object json() {
        return textPair == null ? text : List.of(text, textPair);
    }
}
