package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {

    private static final String VALID = """
            {"__metadata__":{"format":"pt","é":"\\u00fc"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},\
            "none":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}} """;

    @TempDir
    Path folder;

    @Test
    void goldenCheckpointOfPythonIsRead() {
        try (SafetensorsFile file = SafetensorsFile.open(Path.of("src/test/resources/golden/bert/model.safetensors"))) {
            assertThat(file.metadata()).containsEntry("format", "pt");
            assertThat(file.names()).contains("embeddings.word_embeddings.weight", "encoder.layer.2.output.dense.bias");
            TensorInfo info = file.info("embeddings.word_embeddings.weight");
            assertThat(info).isEqualTo(new TensorInfo("F32", List.of(404L, 32L)));
            float[] values = floats(file, "embeddings.word_embeddings.weight");
            assertThat(values).hasSize(404 * 32);
            // What Python prints of the same file: t[1, 0], t[403, 31].
            assertThat(values[32]).isEqualTo(0.014543864f);
            assertThat(values[403 * 32 + 31]).isEqualTo(-0.19106975f);
        }
    }

    @Test
    void namesFollowTheBytesAndNotTheHeader() throws IOException {
        Path path = write("""
                {"late":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"early":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("early", "late");
            assertThat(file.raw("late")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        }
    }

    @Test
    void scalarsAndEmptyTensorsAreValid() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write(VALID, 16))) {
            assertThat(file.info("b").elements()).isEqualTo(1);
            assertThat(file.info("none").elements()).isZero();
            assertThat(floats(file, "none")).isEmpty();
            assertThat(file.raw("none").remaining()).isZero();
            assertThat(file.metadata()).containsEntry("é", "ü");
        }
    }

    @Test
    void fileWithoutTensorsIsValid() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write("{}", 0))) {
            assertThat(file.names()).isEmpty();
        }
    }

    @Test
    void rawBytesAreReadOnlyAndLittleEndian() throws IOException {
        ByteBuffer raw;
        try (SafetensorsFile file = SafetensorsFile.open(write(VALID, 16))) {
            raw = file.raw("b");
        }
        assertThat(raw.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(raw.getLong(0)).isEqualTo(0x0f0e0d0c0b0a0908L);
        assertThatThrownBy(() -> raw.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void halvesBecomeTheFloatsTheyStandFor() throws IOException {
        // Every half: the reference is the definition, computed with doubles.
        ByteBuffer halves = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < 1 << 16; bits++) {
            halves.putShort((short) bits);
        }
        Path path = folder.resolve("halves.safetensors");
        SafetensorsWriter.write(
                path,
                SafetensorsWriter.PYTORCH,
                List.of(
                        new SafetensorsWriter.Tensor("half", Dtype.F16, List.of(65536L), halves.flip()),
                        new SafetensorsWriter.Tensor("brain", Dtype.BF16, List.of(256L, 256L), halves)));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            float[] fromHalf = floats(file, "half");
            float[] fromBrain = floats(file, "brain");
            for (int bits = 0; bits < 1 << 16; bits++) {
                assertThat(Float.floatToIntBits(fromHalf[bits]))
                        .as("half %04x", bits)
                        .isEqualTo(Float.floatToIntBits(half(bits)));
                assertThat(Float.floatToRawIntBits(fromBrain[bits]) >>> 16)
                        .as("bfloat16 %04x", bits)
                        .isEqualTo(bits);
            }
        }
    }

    private static float half(int bits) {
        int exponent = bits >> 10 & 31;
        int mantissa = bits & 1023;
        double magnitude = switch (exponent) {
            case 0 -> mantissa * Math.pow(2, -24);
            case 31 -> mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (1 + mantissa / 1024.0) * Math.pow(2, exponent - 15);
        };
        return (float) (bits >= 0x8000 ? -magnitude : magnitude);
    }

    @Test
    void doublesBecomeFloats() throws IOException {
        ByteBuffer doubles = ByteBuffer.allocateDirect(16).order(ByteOrder.LITTLE_ENDIAN);
        doubles.putDouble(0.1).putDouble(-1e300);
        Path path = folder.resolve("doubles.safetensors");
        SafetensorsWriter.write(
                path,
                SafetensorsWriter.PYTORCH,
                List.of(new SafetensorsWriter.Tensor("d", Dtype.F64, List.of(2L), doubles.flip())));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(floats(file, "d")).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void destinationGoesOnWhereItStands() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write(VALID, 16))) {
            FloatBuffer destination = FloatBuffer.allocate(5).position(1);
            file.readFloats("a", destination);
            assertThat(destination.position()).isEqualTo(3);
            assertThat(destination.get(1)).isEqualTo(Float.intBitsToFloat(0x03020100));
            assertThatThrownBy(() -> file.readFloats("a", FloatBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2 elements");
        }
    }

    @Test
    void integersAreNotFloats() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write(VALID, 16))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.readFloats("b", FloatBuffer.allocate(9)))
                    .withMessageContainingAll("tensor b", "I64", "BF16");
        }
    }

    @Test
    void unknownTypeIsRefusedOnlyWhenAskedFor() throws IOException {
        Path path = write("""
                {"x":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[0,3]},"y":{"dtype":"U8","shape":[1],"data_offsets":[3,4]}}""", 4);
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.raw("y").get(0)).isEqualTo((byte) 3);
            assertThat(file.info("x").dtype()).isEqualTo("F8_E4M3");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.raw("x"))
                    .withMessageContainingAll("tensor x", "F8_E4M3");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.readFloats("x", FloatBuffer.allocate(3)))
                    .withMessageContainingAll("tensor x", "F8_E4M3");
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.info("z"))
                    .withMessageContaining("no tensor z");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "-1                  | 0,4          | holds -1",
                "9223372036854775808 | 0,4          | holds 9223372036854775808",
                "1.0                 | 0,4          | VALUE_NUMBER_INT",
                "4294967296,4294967296 | 0,4        | more bytes than can be counted",
                "4611686018427387904 | 0,4          | more bytes than can be counted",
                "2                   | 0,4          | needs 8 bytes, but its offsets span 4",
                "1                   | 4,0          | not a begin and an end",
                "1                   | 4            | not a begin and an end",
                "1                   | -4,0         | holds -4",
                "1                   | 4,8          | there is a hole from 0",
                "2                   | 0,8          | truncated",
                "0                   | 9223372036854775807,9223372036854775807 | hole",
            })
    void brokenTensorIsRefused(String shape, String offsets, String problem) throws IOException {
        String header = "{\"t\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%s]}}".formatted(shape, offsets);
        assertRefused(SafetensorsBytes.of(header, 4), problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[1,4]}} | overlaps",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}} | hole from 1",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}} | Duplicate",
                "{\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}} | Duplicate",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[0,3]}}        | 1 bytes follow",
                "{\"a\":{\"shape\":[4],\"data_offsets\":[0,4]}}                         | lacks dtype",
                "{\"a\":[0,4]}                                                          | a must be START_OBJECT",
                "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"x\":[[[[[[[[[[]]]]]]]]]]}} | nesting",
                "{\"__metadata__\":{\"format\":1}}                                      | __metadata__.format",
                "{\"__metadata__\":\"pt\"}                                              | __metadata__",
                "{} {}                                                                  | follows",
                "[]                                                                     | brace",
                "` {}`                                                                  | brace",
                "{\"a\":                                                                | JSON",
            })
    void brokenHeaderIsRefused(String header, String problem) throws IOException {
        assertRefused(SafetensorsBytes.of(header, 4), problem);
    }

    @Test
    void brokenLengthIsRefused() throws IOException {
        byte[] header = "{}".getBytes(StandardCharsets.UTF_8);
        assertRefused(new byte[0], "truncated: 0 bytes");
        assertRefused(new byte[7], "truncated: 7 bytes");
        assertRefused(SafetensorsBytes.withLength(0, header, 0), "gives its header 0 bytes");
        assertRefused(SafetensorsBytes.withLength(100_000_001, header, 0), "gives its header 100000001 bytes");
        assertRefused(SafetensorsBytes.withLength(-1, header, 0), "gives its header 18446744073709551615 bytes");
        assertRefused(SafetensorsBytes.withLength(100_000_000, header, 0), "truncated: 0 of 100 MB");
        assertRefused(SafetensorsBytes.withLength(3, header, 0), "truncated: 10 of 11 bytes");
    }

    @Test
    void headerThatIsNotUtf8IsRefused() throws IOException {
        assertRefused(
                SafetensorsBytes.of("{\"__metadata__\":{\"é\":\"\"}}".getBytes(StandardCharsets.ISO_8859_1), 0),
                "JSON");
        assertRefused(SafetensorsBytes.of("{}".getBytes(StandardCharsets.UTF_16LE), 0), "JSON");
    }

    @Test
    void headerOfMillionsOfNamesIsRefused() throws IOException {
        StringBuilder header = new StringBuilder("{\"__metadata__\":{\"a\":\"\"");
        for (int i = 0; i < 1_000_000; i++) {
            header.append(",\"").append(i).append("\":\"\"");
        }
        assertRefused(SafetensorsBytes.of(header.append("}}").toString(), 0), "Token count");
    }

    @Test
    void headerOfOneText100MegabytesLongIsRefusedInLittleMemory() throws IOException {
        String header = "{\"__metadata__\":{\"a\":\"" + "x".repeat(99_000_000) + "\"}}";
        Path path = write(header, 0);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(path))
                .withMessageContaining("String value length");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(250_000_000);
    }

    @Test
    void absentFileIsRefused() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(folder.resolve("absent.safetensors")))
                .withMessageContainingAll("absent.safetensors", "no such file");
        assertThatExceptionOfType(CheckpointException.class).isThrownBy(() -> SafetensorsFile.open(folder));
    }

    @Test
    void truncationOfALargeFileIsToldInMegabytes() throws IOException {
        Path path = write("{\"t\":{\"dtype\":\"U8\",\"shape\":[440000000],\"data_offsets\":[0,440000000]}}", 0);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), 400_000_000); // sparse: takes no space
        }
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(path))
                .withMessageEndingWith("the file is truncated: 400 of 440 MB; download it again");
    }

    @Test
    void tensorsBeyondTwoGigabytesAreRead() throws IOException {
        long first = 3L << 30;
        String header = """
                {"first":{"dtype":"U8","shape":[%d],"data_offsets":[0,%d]},"last":{"dtype":"F32","shape":[1],"data_offsets":[%d,%d]}}""".formatted(first, first, first, first + 4);
        Path path = write(header, 0);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer one =
                    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1.5f);
            channel.write(one, channel.size() + first);
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(floats(file, "last")).containsExactly(1.5f);
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> file.raw("first"))
                    .withMessageContaining("3221225472 bytes");
        }
    }

    @Test
    void tensorLargerThanOneWindowIsReadWithoutSeam() throws IOException {
        int elements = (1 << 25) + 3; // the first window ends after 2^25 doubles
        Path path = write(
                "{\"t\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}".formatted(elements, 8L * elements),
                0);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer end = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
            end.putDouble(1).putDouble(2).putDouble(3).putDouble(4).putDouble(5);
            channel.write(end.flip(), channel.size() + 8L * (elements - 5));
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            float[] values = floats(file, "t");
            assertThat(Arrays.copyOfRange(values, elements - 6, elements)).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] valid = SafetensorsBytes.of(VALID, 16);
        for (int length = 0; length < valid.length; length++) {
            Path path = SafetensorsBytes.write(folder, Arrays.copyOf(valid, length));
            assertThatExceptionOfType(CheckpointException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> SafetensorsFile.open(path));
        }
        assertRefused(Arrays.copyOf(valid, valid.length + 1), "1 bytes follow");
    }

    @Test
    void everyChangedHeaderByteIsRefusedOrLeavesAConsistentFile() throws IOException {
        byte[] valid = SafetensorsBytes.of(VALID, 16);
        Path path = SafetensorsBytes.write(folder, valid);
        // Changed in place: thousands of new files would be slow on a busy disk.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (int at = 0; at < valid.length - 16; at++) {
                for (int mask :
                        new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255, valid[at], valid[at] ^ '9', valid[at] ^ '"'}) {
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) (valid[at] ^ mask)}), at);
                    assertConsistentOrRefused(path);
                }
                channel.write(ByteBuffer.wrap(valid, at, 1), at);
            }
        }
        SafetensorsFile.open(path).close();
    }

    private static void assertConsistentOrRefused(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertConsistent(file);
        } catch (CheckpointException e) {
            assertThat(e).hasMessageStartingWith(path + ": ");
        }
    }

    /** Every tensor either reads as many bytes as its shape says or names its type as unsupported. */
    private static void assertConsistent(SafetensorsFile file) {
        long total = 0;
        for (String name : file.names()) {
            TensorInfo info = file.info(name);
            try {
                ByteBuffer raw = file.raw(name);
                assertThat(raw.remaining())
                        .isEqualTo(info.elements() * Dtype.valueOf(info.dtype()).bytes());
                total += raw.remaining();
            } catch (CheckpointException e) {
                assertThat(e).hasMessageContaining("has type " + info.dtype() + ", which is not supported");
                return;
            }
        }
        assertThat(total).isEqualTo(16);
    }

    private Path write(String header, int dataBytes) throws IOException {
        return SafetensorsBytes.write(folder, SafetensorsBytes.of(header, dataBytes));
    }

    private void assertRefused(byte[] content, String problem) throws IOException {
        Path path = SafetensorsBytes.write(folder, content);
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SafetensorsFile.open(path))
                .withMessageStartingWith(path + ": ")
                .withMessageContaining(problem);
        assertThat(Files.size(path)).isEqualTo(content.length);
    }

    private static float[] floats(SafetensorsFile file, String name) {
        float[] values = new float[(int) file.info(name).elements()];
        file.readFloats(name, FloatBuffer.wrap(values));
        return values;
    }
}
