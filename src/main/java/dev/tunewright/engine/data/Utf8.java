package dev.tunewright.engine.data;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens text files: UTF-8, with or without a byte order mark, refusing bytes that are not UTF-8. */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    static Reader open(Path file) throws IOException {
        PushbackReader reader = new PushbackReader(Files.newBufferedReader(file));
        try {
            int first = reader.read();
            if (first >= 0 && first != BYTE_ORDER_MARK) {
                reader.unread(first);
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }
}
