package dev.tunewright.service.worker;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a process that may print anything: one without an end fills no memory. */
final class BoundedLines {

    private final Reader reader;
    private final int longest;

    /** @param longest what a longer line has beyond so many characters is left out */
    BoundedLines(Reader reader, int longest) {
        this.reader = reader;
        this.longest = longest;
    }

    /** @return null at the end */
    @Nullable
    String next() throws IOException {
        int read = reader.read();
        if (read < 0) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        while (read >= 0 && read != '\n') {
            if (line.length() < longest) {
                line.append((char) read);
            }
            read = reader.read();
        }
        return line.toString();
    }
}
