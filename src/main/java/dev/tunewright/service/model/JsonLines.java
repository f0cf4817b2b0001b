package dev.tunewright.service.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines as they come, and of each no more than a limit into memory. */
final class JsonLines {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final long maxBytes;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private long number;

    /**
     * @param number from 1
     * @param bytes without the line's end; null if there are more than the limit
     */
    record Line(long number, byte @Nullable [] bytes) {}

    JsonLines(InputStream in, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** @return the next line that is not empty, waiting for it; null after the last */
    @Nullable
    Line next() throws IOException {
        while (position < limit || fill()) {
            Line line = line();
            if (line.bytes() == null || !new String(line.bytes(), StandardCharsets.UTF_8).isBlank()) {
                return line;
            }
        }
        return null;
    }

    /** @return whether a line can be read now, so that nobody need wait for one */
    boolean hasNext() throws IOException {
        for (int i = position; i < limit; i++) {
            if (buffer[i] == '\n') {
                return true;
            }
        }
        return in.available() > 0;
    }

    private Line line() throws IOException {
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        do {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            tooLong |= line.size() + end - position > maxBytes;
            if (!tooLong) {
                line.write(buffer, position, end - position);
            }
            position = end;
            if (position < limit) {
                position++; // the line's end
                break;
            }
        } while (fill());
        return new Line(number, tooLong ? null : line.toByteArray());
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
