package dev.tunewright.engine.data;

import java.util.List;

/** What stands in one column of one row. */
sealed interface Field {

    /** A text, or a number or truth value as it is spelt. */
    record Text(String text) implements Field {}

    /** A list of such values. */
    record Items(List<String> items) implements Field {}

    /**
     * Neither of them.
     *
     * @param kind in the words of an error message, such as {@code an object}
     */
    record Other(String kind) implements Field {}
}
