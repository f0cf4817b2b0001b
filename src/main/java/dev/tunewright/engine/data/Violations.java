package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong with a data set; of violations of one kind it keeps the first ten and counts the rest. */
final class Violations {

    private static final int KEPT_OF_A_KIND = 10;

    /** Longest piece of a file that a message may quote. */
    private static final int QUOTED_CHARACTERS = 40;

    private record Kind(String field, String name) {}

    private final List<Violation> kept = new ArrayList<>();
    private final Map<Kind, Integer> counts = new LinkedHashMap<>();

    void add(String field, String message) {
        kept.add(new Violation(field, message));
    }

    /** @param kind what the violations that may come many times have in common, in the plural: {@code empty texts} */
    void addOfKind(String field, String kind, String message) {
        if (counts.merge(new Kind(field, kind), 1, Integer::sum) <= KEPT_OF_A_KIND) {
            add(field, message);
        }
    }

    /** @return how many there are so far; grows with each but those that are only counted */
    int size() {
        return kept.size();
    }

    /** @throws InvalidInputException if anything was added */
    void throwIfAny() {
        if (kept.isEmpty()) {
            return;
        }
        List<Violation> all = new ArrayList<>(kept);
        counts.forEach((kind, count) -> {
            if (count > KEPT_OF_A_KIND) {
                all.add(new Violation(
                        kind.field(),
                        "and " + (count - KEPT_OF_A_KIND) + " more " + kind.name() + ", " + count + " in all"));
            }
        });
        throw new InvalidInputException(all);
    }

    /** @return the text in backquotes, cut to what a message may show of a file */
    static String quoted(String text) {
        String cut = text.length() <= QUOTED_CHARACTERS ? text : text.substring(0, QUOTED_CHARACTERS) + "…";
        return "`" + cut + "`";
    }
}
