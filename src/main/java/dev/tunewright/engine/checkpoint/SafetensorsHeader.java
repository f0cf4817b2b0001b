package dev.tunewright.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checked header of a safetensors file.
 *
 * @param tensors by name, in the order of their bytes
 * @param dataStart position in the file of the first tensor's bytes
 */
record SafetensorsHeader(Map<String, Tensor> tensors, Map<String, String> metadata, long dataStart) {

    /** Longest header taken, in bytes: the reference's own limit. */
    static final long MAX_BYTES = 100_000_000;

    private static final int PREFIX_BYTES = 8;

    /** A tensor's bytes lie from {@code begin} to {@code end}, counted from the data's start. */
    record Tensor(String name, TensorInfo info, long begin, long end) {

        long bytes() {
            return end - begin;
        }
    }

    /** @throws CheckpointException if the file is not valid safetensors */
    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < PREFIX_BYTES) {
            throw new CheckpointException(
                    file, "the file is truncated: " + fileBytes + " bytes are too few for a header; download it again");
        }
        long length = readAt(channel, 0, PREFIX_BYTES).getLong();
        if (length < 2 || length > MAX_BYTES) {
            throw new CheckpointException(
                    file,
                    "not a safetensors file: it gives its header " + Long.toUnsignedString(length)
                            + " bytes, which must be 2 to " + MAX_BYTES + "; save it again as safetensors");
        }
        if (length > fileBytes - PREFIX_BYTES) {
            throw truncated(file, fileBytes, PREFIX_BYTES + length);
        }
        byte[] json = readAt(channel, PREFIX_BYTES, (int) length).array();
        SafetensorsHeaderParser.Parsed parsed = SafetensorsHeaderParser.parse(file, json);
        long dataStart = PREFIX_BYTES + length;
        Map<String, Tensor> tensors = laidOut(file, parsed.tensors(), dataStart, fileBytes);
        return new SafetensorsHeader(tensors, parsed.metadata(), dataStart);
    }

    private static ByteBuffer readAt(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** Checks that the tensors' bytes follow each other without overlap or hole and end where the file ends. */
    private static Map<String, Tensor> laidOut(Path file, List<Tensor> tensors, long dataStart, long fileBytes) {
        Map<String, Tensor> ordered = new LinkedHashMap<>();
        long expected = 0;
        for (Tensor tensor : tensors.stream()
                .sorted(Comparator.comparingLong(Tensor::begin).thenComparingLong(Tensor::end))
                .toList()) {
            checkLength(file, tensor);
            if (tensor.begin() != expected) {
                throw new CheckpointException(
                        file,
                        "tensor " + tensor.name() + " begins at byte " + tensor.begin() + " of the data, but "
                                + (tensor.begin() < expected
                                        ? "overlaps the one before, which ends at "
                                        : "there is a hole from ")
                                + expected + "; the file is broken, save it again");
            }
            expected = tensor.end();
            ordered.put(tensor.name(), tensor);
        }
        long dataBytes = fileBytes - dataStart;
        if (expected > dataBytes) {
            throw truncated(file, fileBytes, expected > Long.MAX_VALUE - dataStart ? expected : dataStart + expected);
        }
        if (expected < dataBytes) {
            throw new CheckpointException(
                    file,
                    (dataBytes - expected) + " bytes follow the last tensor, which ends at byte " + expected
                            + " of the data; the file is broken, download it again");
        }
        return ordered;
    }

    /** The length of a type that is not understood cannot be checked; such a tensor is refused when it is asked for. */
    private static void checkLength(Path file, Tensor tensor) {
        TensorInfo info = tensor.info();
        try {
            long elements = info.elements();
            Optional<Dtype> dtype = Dtype.of(info.dtype());
            if (dtype.isEmpty()) {
                return;
            }
            long bytes = Math.multiplyExact(elements, dtype.get().bytes());
            if (bytes != tensor.bytes()) {
                throw new CheckpointException(
                        file,
                        "tensor " + tensor.name() + " of type " + info.dtype() + " and shape " + info.shape()
                                + " needs "
                                + bytes + " bytes, but its offsets span " + tensor.bytes()
                                + "; the file is broken, save it again");
            }
        } catch (ArithmeticException e) {
            throw new CheckpointException(
                    file,
                    "tensor " + tensor.name() + " has shape " + info.shape()
                            + ", which is more bytes than can be counted; the file is broken, save it again",
                    e);
        }
    }

    private static CheckpointException truncated(Path file, long present, long needed) {
        boolean mega = needed >= 10_000_000 && needed - present >= 1_000_000;
        String amounts =
                mega ? present / 1_000_000 + " of " + needed / 1_000_000 + " MB" : present + " of " + needed + " bytes";
        return new CheckpointException(file, "the file is truncated: " + amounts + "; download it again");
    }
}
