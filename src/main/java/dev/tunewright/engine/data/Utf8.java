package dev.tunewright.engine.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Opens text files: UTF-8, with or without a byte order mark, refusing bytes that are not UTF-8. */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** No reader goes on in a line this long, so bad bytes are found before. */
    private static final int MAX_LINE_BYTES = 1 << 28;

    private Utf8() {}

    /** @return what is wrong with a file that could not be decoded: line and column, from 1, of the first bad bytes */
    static String firstBadBytes(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            OptionalInt column = OptionalInt.empty();
            long lines = 0;
            for (int next = 0; next >= 0 && column.isEmpty(); lines++) {
                line.reset();
                for (next = in.read(); next >= 0 && next != '\n' && line.size() < MAX_LINE_BYTES; next = in.read()) {
                    line.write(next);
                }
                column = badColumn(line.toByteArray());
            }
            return "line " + lines + ", column " + column.orElse(1) + ": holds bytes that are not UTF-8";
        }
    }

    private static OptionalInt badColumn(byte[] line) {
        CharBuffer text = CharBuffer.allocate(line.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line), text, true);
        return result.isError() ? OptionalInt.of(text.position() + 1) : OptionalInt.empty();
    }

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
