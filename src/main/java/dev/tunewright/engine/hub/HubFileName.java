package dev.tunewright.engine.hub;

/** File names come from outside: one must not lead out of its snapshot. */
final class HubFileName {

    private static final int LONGEST = 1000;
    private static final int LONGEST_PART = 255;

    private HubFileName() {}

    /** @param name relative, with slashes */
    static boolean isSafe(String name) {
        if (name.length() > LONGEST || name.indexOf('\\') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.length() > LONGEST_PART) {
                return false;
            }
        }
        return true;
    }

    /** @return the name as a message may show it */
    static String shown(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return "`" + (shown.length() <= LONGEST_PART ? shown : shown.substring(0, LONGEST_PART) + "…") + "`";
    }
}
