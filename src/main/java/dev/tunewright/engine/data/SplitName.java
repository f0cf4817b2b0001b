package dev.tunewright.engine.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Names of splits: one to train on, and any number to evaluate and to test on, as MNLI's two of each. */
public final class SplitName {

    private static final Pattern KNOWN = Pattern.compile("train|(validation|test)(_\\w{1,40})?");

    private SplitName() {}

    public static boolean isKnown(String name) {
        return KNOWN.matcher(name).matches();
    }

    static boolean isValidation(String name) {
        return isKnown(name) && name.startsWith("validation");
    }

    static boolean isTest(String name) {
        return isKnown(name) && name.startsWith("test");
    }

    /** @return those that are known: to train on, to evaluate, to test, by name where there are several */
    static List<String> ordered(Collection<String> names) {
        return names.stream()
                .filter(SplitName::isKnown)
                .sorted(Comparator.comparing(SplitName::isTest)
                        .thenComparing(SplitName::isValidation)
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }
}
