package dev.tunewright.engine.data;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens text files: UTF-8, with or without a byte order mark, refusing bytes that are not UTF-8. */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final int BUFFER = 1 << 16;

    private Utf8() {}

    /** @return what is wrong with a file that could not be decoded: line and column, from 1, of the first bad bytes */
    static String firstBadBytes(Path file) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
        CharBuffer text = CharBuffer.allocate(BUFFER);
        long line = 1;
        long column = 1;
        try (ReadableByteChannel in = Files.newByteChannel(file)) {
            boolean atEnd = false;
            CoderResult result = CoderResult.UNDERFLOW;
            while (!atEnd && !result.isError()) {
                atEnd = in.read(bytes) < 0;
                result = decoder.decode(bytes.flip(), text.clear(), atEnd);
                bytes.compact();
                for (char next : text.flip().toString().toCharArray()) {
                    line += next == '\n' ? 1 : 0;
                    column = next == '\n' ? 1 : column + 1;
                }
            }
        }
        return "line " + line + ", column " + column + ": holds bytes that are not UTF-8";
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
