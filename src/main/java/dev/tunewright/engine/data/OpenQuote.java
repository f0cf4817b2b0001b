package dev.tunewright.engine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Finds the field whose quote is never closed: it swallows the rest of its file. */
final class OpenQuote {

    private final BufferedReader text;
    private final char delimiter;
    private int column = 1;

    private OpenQuote(BufferedReader text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    /**
     * @param line where the row starts, from 1
     * @return the field's place in the row, from 1; empty if every quote is closed
     */
    static OptionalInt column(Path file, long line, char delimiter) throws IOException {
        try (BufferedReader text = new BufferedReader(Utf8.open(file))) {
            for (long skipped = 1; skipped < line; skipped++) {
                text.readLine();
            }
            OpenQuote search = new OpenQuote(text, delimiter);
            return search.isOpenAtTheEnd() ? OptionalInt.of(search.column) : OptionalInt.empty();
        }
    }

    /** Two quotes that stand for one close and open again, which comes to the same. */
    private boolean isOpenAtTheEnd() throws IOException {
        boolean open = false;
        boolean quoted = true;
        for (int next = text.read(); next >= 0 && (open || next != '\n'); next = text.read()) {
            if (next == '"') {
                open = !open && quoted;
            } else if (!open) {
                quoted = next == delimiter;
                column += quoted ? 1 : 0;
            }
        }
        return open;
    }
}
