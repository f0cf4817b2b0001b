package dev.tunewright.service.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a list as every endpoint answers it.
 *
 * @param next cursor for {@code ?after=}; null on the last page
 */
public record Page<T>(
        List<T> data, boolean hasMore, @Nullable String next) {

    public static <T> Page<T> whole(List<T> data) {
        return new Page<>(data, false, null);
    }
}
