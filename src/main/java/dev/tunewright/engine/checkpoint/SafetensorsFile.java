package dev.tunewright.engine.checkpoint;

import dev.tunewright.engine.checkpoint.SafetensorsHeader.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, its header checked and its tensors mapped into memory as they are asked for. Opening reads the
 * header only. Safe for use by several threads.
 */
public final class SafetensorsFile implements AutoCloseable {

    /**
     * Bytes read at once while a tensor is converted; a multiple of every element's size. Not mapped: what is mapped counts as
     * the process's memory until the garbage collector comes by, and a trainer would carry its checkpoint twice.
     */
    private static final int WINDOW_BYTES = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
        this.file = file;
        this.channel = channel;
        this.header = header;
    }

    /**
     * @throws CheckpointException if the file is absent, truncated or not valid safetensors
     * @throws UncheckedIOException if the file cannot be read
     */
    public static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(file, "there is no such file; name an existing .safetensors file");
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new SafetensorsFile(file, channel, SafetensorsHeader.read(file, channel));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** @return names of all tensors in the order of their bytes, so that reading along it is sequential */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    /** @throws CheckpointException if there is no such tensor */
    public TensorInfo info(String name) {
        return tensor(name).info();
    }

    /** @return the header's {@code __metadata__}; empty if it has none */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Copies a tensor as float32, converted from F64, F32, F16 or BF16.
     *
     * @param destination takes {@link TensorInfo#elements()} values from its position on, which moves behind them
     * @throws CheckpointException if there is no such tensor or it holds no floating-point numbers
     */
    public void readFloats(String name, FloatBuffer destination) {
        Tensor tensor = tensor(name);
        FloatReader reader = FloatReader.of(dtype(tensor))
                .orElseThrow(() -> new CheckpointException(
                        file,
                        "tensor " + name + " has type " + tensor.info().dtype()
                                + "; only F64, F32, F16 and BF16 become float32"));
        long elements = tensor.info().elements();
        if (destination.remaining() < elements) {
            throw new IllegalArgumentException("tensor " + name + " has " + elements
                    + " elements, the destination room for " + destination.remaining());
        }
        ByteBuffer window = ByteBuffer.allocate((int) Math.min(WINDOW_BYTES, tensor.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < tensor.bytes(); at += WINDOW_BYTES) {
            window.clear().limit((int) Math.min(WINDOW_BYTES, tensor.bytes() - at));
            fill(window, tensor, at);
            reader.read(window.flip(), destination);
        }
    }

    /**
     * @return the tensor's bytes, read-only, in little-endian order, mapped; they stay valid after {@link #close()}
     * @throws CheckpointException if there is no such tensor, its type is not understood, or it is larger than 2 GB
     */
    public ByteBuffer raw(String name) {
        Tensor tensor = tensor(name);
        dtype(tensor);
        if (tensor.bytes() > Integer.MAX_VALUE) {
            throw new CheckpointException(
                    file,
                    "tensor " + name + " has " + tensor.bytes() + " bytes; one buffer holds " + Integer.MAX_VALUE);
        }
        return map(tensor, 0, tensor.bytes());
    }

    private Tensor tensor(String name) {
        Tensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new CheckpointException(file, "there is no tensor " + name + " among its " + names().size());
        }
        return tensor;
    }

    private Dtype dtype(Tensor tensor) {
        return Dtype.of(tensor.info().dtype())
                .orElseThrow(() -> new CheckpointException(
                        file,
                        "tensor " + tensor.name() + " has type " + tensor.info().dtype()
                                + ", which is not supported; save it as F32, F16 or BF16"));
    }

    private void fill(ByteBuffer window, Tensor tensor, long offset) {
        long position = header.dataStart() + tensor.begin() + offset;
        try {
            while (window.hasRemaining()) {
                if (channel.read(window, position + window.position()) < 0) {
                    throw new CheckpointException(file, "it ends inside tensor " + tensor.name() + "; copy it again");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": tensor " + tensor.name() + " cannot be read", e);
        }
    }

    private ByteBuffer map(Tensor tensor, long offset, long length) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, header.dataStart() + tensor.begin() + offset, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": tensor " + tensor.name() + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
