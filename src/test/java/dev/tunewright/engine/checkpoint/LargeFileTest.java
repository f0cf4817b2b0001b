package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargeFileTest {

    @TempDir
    Path folder;

    /** In pieces of every size, over several parts, so that both ways are gone. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                LargeFile.PART_BYTES,
                LargeFile.PART_BYTES + 1,
                6 * LargeFile.PART_BYTES - 1,
                6 * LargeFile.PART_BYTES + 4097
            })
    void allBytesAreThereInTheirOrder(int length) throws Exception {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        random.nextBytes(bytes);
        Path file = folder.resolve("file");
        try (LargeFile large = new LargeFile(file)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                int piece = Math.min(rest.remaining(), 1 + random.nextInt(LargeFile.PART_BYTES * 3 / 2));
                assertThat(large.write(rest.slice(rest.position(), piece))).isEqualTo(piece);
                rest.position(rest.position() + piece);
            }
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void aFileThatIsThereStays() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "kept");
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> new LargeFile(file));
        assertThat(file).hasContent("kept");
    }
}
