package dev.tunewright.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files made by hand, valid or not. */
final class SafetensorsBytes {

    private SafetensorsBytes() {}

    static byte[] of(String header, int dataBytes) {
        return of(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    static byte[] of(byte[] header, int dataBytes) {
        return withLength(header.length, header, dataBytes);
    }

    /** @param length what the file claims its header's length to be */
    static byte[] withLength(long length, byte[] header, int dataBytes) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(length).put(header);
        for (int i = 0; i < dataBytes; i++) {
            file.put((byte) i);
        }
        return file.array();
    }

    static Path write(Path folder, byte[] content) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), content);
    }
}
