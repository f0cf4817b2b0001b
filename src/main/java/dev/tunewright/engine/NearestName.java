package dev.tunewright.engine;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one was meant to be, for messages such as "did you mean …?". */
public final class NearestName {

    private NearestName() {}

    /**
     * @return the known name fewest edits away, case ignored; else the shortest that has all its words, as
     *     {@code num_train_epochs} has those of {@code epochs}; empty where even that one shares too little
     */
    public static Optional<String> of(String given, Collection<String> known) {
        return fewestEdits(given, known)
                .or(() -> known.stream()
                        .filter(name -> words(name).containsAll(words(given)))
                        .min(Comparator.comparing(String::length)));
    }

    private static List<String> words(String name) {
        return List.of(name.toLowerCase(Locale.ROOT).split("[_\\-. ]+"));
    }

    private static Optional<String> fewestEdits(String given, Collection<String> known) {
        String nearest = null;
        int fewest = given.length() / 3 + 2;
        for (String name : known) {
            int edits = edits(given.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits < Math.max(given.length(), name.length())) {
                nearest = name;
                fewest = edits;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** @return {@code ". Did you mean `x`?"} to end a message with, or nothing where no known name is near */
    public static String question(String given, Collection<String> known) {
        return of(given, known).map(name -> ". Did you mean `" + name + "`?").orElse("");
    }

    /** Levenshtein's distance, row by row. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
