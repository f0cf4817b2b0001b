package dev.tunewright.engine.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes safetensors files that Python's {@code safetensors.torch.load_file} reads. */
public final class SafetensorsWriter {

    /** What Python's loaders want to see of a file with PyTorch's tensors. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final int ALIGNMENT = 8;
    private static final int CHUNK_BYTES = 1 << 20;

    /**
     * A tensor to be written.
     *
     * @param shape dimensions, outermost first
     * @param data its elements from position to limit: a {@link FloatBuffer} for F32, a {@link LongBuffer} for I64, or
     *     a {@link ByteBuffer} of little-endian bytes for any type; a direct one is written without a copy
     */
    public record Tensor(String name, Dtype dtype, List<Long> shape, Buffer data) {

        public Tensor {
            shape = List.copyOf(shape);
            boolean fits = data instanceof ByteBuffer
                    || data instanceof FloatBuffer && dtype == Dtype.F32
                    || data instanceof LongBuffer && dtype == Dtype.I64;
            if (!fits) {
                throw new IllegalArgumentException(
                        "tensor " + name + ": " + data.getClass().getSimpleName() + " cannot hold " + dtype);
            }
            long present = (long) data.remaining() * (data instanceof ByteBuffer ? 1 : dtype.bytes());
            long needed = Math.multiplyExact(new TensorInfo(dtype.name(), shape).elements(), dtype.bytes());
            if (present != needed) {
                throw new IllegalArgumentException(
                        "tensor " + name + " of shape " + shape + " needs " + needed + " bytes, not " + present);
            }
        }

        private long bytes() {
            return new TensorInfo(dtype.name(), shape).elements() * dtype.bytes();
        }
    }

    private SafetensorsWriter() {}

    /**
     * Writes the file; that its bytes reach the disk is left to {@link AtomicFolder}, which syncs all files at once. An
     * existing file is replaced by a new one, so that whoever has the old one mapped keeps it.
     *
     * @param metadata the header's {@code __metadata__}, usually {@link #PYTORCH}
     * @throws UncheckedIOException if the file cannot be written; what was written of it is left behind
     */
    public static void write(Path file, Map<String, String> metadata, List<Tensor> tensors) {
        // Larger elements first, as the reference does: so each tensor begins at a multiple of its element's size.
        List<Tensor> ordered = tensors.stream()
                .sorted(Comparator.comparing(tensor -> -tensor.dtype().bytes()))
                .toList();
        byte[] header = header(metadata, ordered);
        try {
            Files.deleteIfExists(file);
            try (WritableByteChannel channel = create(file, ordered)) {
                ByteBuffer start =
                        ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
                writeBytes(channel, start.putLong(header.length).put(header).flip());
                for (Tensor tensor : ordered) {
                    writeData(channel, tensor.data());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    private static WritableByteChannel create(Path file, List<Tensor> tensors) throws IOException {
        return tensors.stream().mapToLong(Tensor::bytes).sum() < LargeFile.PART_BYTES
                ? FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                : new LargeFile(file);
    }

    private static byte[] header(Map<String, String> metadata, List<Tensor> tensors) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ObjectNode entries = root.putObject("__metadata__");
        metadata.forEach(entries::put);
        Set<String> names = new HashSet<>(Set.of("__metadata__"));
        long begin = 0;
        for (Tensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("the name " + tensor.name() + " is given twice or reserved");
            }
            ObjectNode entry = root.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            tensor.shape().forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(begin).add(begin + tensor.bytes());
            begin += tensor.bytes();
        }
        String json = root.toString();
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        int padding = Math.floorMod(-bytes.length, ALIGNMENT);
        return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    private static void writeData(WritableByteChannel channel, Buffer data) throws IOException {
        if (data instanceof ByteBuffer bytes) {
            writeBytes(channel, bytes.duplicate());
            return;
        }
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Buffer rest = data.duplicate();
        while (rest.hasRemaining()) {
            int written;
            if (rest instanceof FloatBuffer floats) {
                written = Math.min(rest.remaining(), CHUNK_BYTES / Float.BYTES);
                chunk.asFloatBuffer().put(floats.slice(floats.position(), written));
                writeBytes(channel, chunk.duplicate().limit(written * Float.BYTES));
            } else {
                written = Math.min(rest.remaining(), CHUNK_BYTES / Long.BYTES);
                chunk.asLongBuffer().put(((LongBuffer) rest).slice(rest.position(), written));
                writeBytes(channel, chunk.duplicate().limit(written * Long.BYTES));
            }
            rest.position(rest.position() + written);
        }
    }

    /** A heap buffer is written in parts, since the channel copies each part to direct memory of its size. */
    private static void writeBytes(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        int end = bytes.limit();
        while (bytes.position() < end) {
            bytes.limit(bytes.isDirect() ? end : Math.min(end, bytes.position() + CHUNK_BYTES));
            channel.write(bytes);
        }
    }
}
