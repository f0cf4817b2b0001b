package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException;

/** {@code ?limit=} of every list. */
public final class PageLimit {

    static final int MOST = 1000;

    private PageLimit() {}

    /** @throws InvalidInputException unless 1 to 1000 */
    public static int check(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException("limit", "must be 1 to " + MOST + ", was " + limit);
        }
        return limit;
    }
}
