package dev.tunewright.engine.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Names files as the front matter of data sets does: {@code *} within a folder, {@code **} across folders, {@code ?} and
 * {@code [0-9]} one character. Takes time in proportion to pattern and name, whatever the pattern.
 */
final class PathPattern {

    /** Where the name may stand after a part of the pattern, from where it may stand before. */
    private interface Part {
        boolean[] pass(boolean[] before, String name);
    }

    private final List<Part> parts = new ArrayList<>();

    PathPattern(String pattern) {
        int at = 0;
        while (at < pattern.length()) {
            int close = pattern.charAt(at) == '[' ? pattern.indexOf(']', at + 2) : -1;
            if (pattern.startsWith("**/", at)) {
                parts.add(PathPattern::folders);
                at += 3;
            } else if (pattern.startsWith("**", at)) {
                parts.add((before, name) -> run(before, name, any -> true));
                at += 2;
            } else if (pattern.charAt(at) == '*') {
                parts.add((before, name) -> run(before, name, character -> character != '/'));
                at += 1;
            } else if (close > 0) {
                IntPredicate among = among(pattern.substring(at + 1, close));
                parts.add((before, name) -> one(before, name, among));
                at = close + 1;
            } else {
                char wanted = pattern.charAt(at);
                parts.add((before, name) ->
                        one(before, name, character -> wanted == '?' ? character != '/' : character == wanted));
                at += 1;
            }
        }
    }

    boolean matches(String name) {
        boolean[] places = new boolean[name.length() + 1];
        places[0] = true;
        for (Part part : parts) {
            places = part.pass(places, name);
        }
        return places[name.length()];
    }

    private static boolean[] one(boolean[] before, String name, IntPredicate wanted) {
        boolean[] after = new boolean[before.length];
        for (int i = 0; i < name.length(); i++) {
            after[i + 1] = before[i] && wanted.test(name.charAt(i));
        }
        return after;
    }

    private static boolean[] run(boolean[] before, String name, IntPredicate wanted) {
        boolean[] after = before.clone();
        for (int i = 0; i < name.length(); i++) {
            after[i + 1] |= after[i] && wanted.test(name.charAt(i));
        }
        return after;
    }

    /** None, or some, each with its slash. */
    private static boolean[] folders(boolean[] before, String name) {
        boolean[] after = before.clone();
        boolean begun = false;
        for (int i = 0; i < name.length(); i++) {
            begun |= before[i];
            after[i + 1] |= begun && name.charAt(i) == '/';
        }
        return after;
    }

    private static IntPredicate among(String inside) {
        boolean not = inside.startsWith("!") || inside.startsWith("^");
        String set = not ? inside.substring(1) : inside;
        return character -> {
            for (int i = 0; i < set.length(); i++) {
                boolean range = i + 2 < set.length() && set.charAt(i + 1) == '-';
                if (range ? character >= set.charAt(i) && character <= set.charAt(i + 2) : character == set.charAt(i)) {
                    return !not;
                }
                i += range ? 2 : 0;
            }
            return not;
        };
    }
}
