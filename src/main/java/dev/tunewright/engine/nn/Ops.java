package dev.tunewright.engine.nn;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The functions of {@code ops.ts} and the sources beside it: what DJL's {@code NDArray} lacks. A TorchScript archive reaches every ATen operator,
 * so the sources are zipped in memory at start and loaded as one module; nothing outside this class knows of it.
 */
final class Ops {

    private static final byte[] PICKLED_MODULE = pickledModule();
    private static final NDManager CONSTANTS = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private static final PtSymbolBlock MODULE = load();
    private static final Map<String, NDArray> METHODS = new ConcurrentHashMap<>();
    private static final Map<Integer, NDArray> SCALARS = new ConcurrentHashMap<>();

    /** The graph optimizer unrolls and deletes work, and its switch belongs to each thread. */
    private static final ThreadLocal<Boolean> OPTIMIZER_OFF = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private Ops() {}

    /**
     * Calls a function whose arguments and result are tensors and which autograd follows, where the thread's gradient
     * mode is on.
     *
     * @return the result, owned by the first argument's manager
     */
    static NDArray differentiable(String method, NDArray... arguments) {
        OPTIMIZER_OFF.get();
        NDList list = new NDList(arguments);
        list.add(METHODS.computeIfAbsent(method, Ops::methodName));
        return IValueUtils.forward(MODULE, list, JniUtils.isGradMode()).singletonOrThrow();
    }

    /**
     * Calls a function that changes its arguments in place or whose result no gradient needs.
     *
     * @return the result, owned by the manager
     */
    static NDArray inPlace(NDManager manager, String method, Object... arguments) {
        return call(method, result -> result.toTensor((PtNDManager) manager), arguments);
    }

    /**
     * The same for a function with several results.
     *
     * @return the results, owned by the manager
     */
    static NDList several(NDManager manager, String method, Object... arguments) {
        return call(method, result -> result.toNDList((PtNDManager) manager), arguments);
    }

    private static <T> T call(String method, Function<IValue, T> read, Object... arguments) {
        OPTIMIZER_OFF.get();
        IValue[] values = new IValue[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                values[i] = value(arguments[i]);
            }
            try (IValue result = IValueUtils.runMethod(MODULE, method, values)) {
                return read.apply(result);
            }
        } finally {
            for (IValue value : values) {
                if (value != null) {
                    value.close();
                }
            }
        }
    }

    private static IValue value(Object argument) {
        if (argument instanceof PtNDArray array) {
            return IValue.from(array);
        }
        if (argument instanceof Double number) {
            return IValue.from(number);
        }
        if (argument instanceof Integer number) {
            return IValue.from(number.longValue());
        }
        if (argument instanceof String text) {
            return IValue.from(text);
        }
        if (argument instanceof List<?> list) {
            return IValue.listFrom(list.toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException("no script value for " + argument.getClass());
    }

    /** A scalar on the CPU that lives as long as the process: reading it never waits for a device. */
    static NDArray constant(int value) {
        return SCALARS.computeIfAbsent(value, CONSTANTS::create);
    }

    private static NDArray methodName(String method) {
        NDArray marker = CONSTANTS.create(0);
        marker.setName("module_method:" + method);
        return marker;
    }

    /** Not every build of PyTorch knows the operators of oneDNN and MKL, and a source that names an unknown one does not load. */
    private static PtSymbolBlock load() {
        Processor processor = Processor.ofThisMachine();
        String lowering = processor.multipliesBfloat16Faster() ? "bfloat16.ts" : "rounded.ts";
        try {
            return processor.isServedByMkl()
                    ? load("blas.ts", "mkl.ts", "products.ts", lowering)
                    : load("onednn.ts", "products.ts", lowering);
        } catch (EngineException withoutThem) {
            return load("blas.ts", "plain.ts", lowering);
        }
    }

    /** @param choices sources of what a machine may do in its own way */
    static PtSymbolBlock load(String... choices) {
        return load(Stream.concat(Stream.of("ops.ts", "post_norm_layer.ts"), Stream.of(choices))
                .map(Ops::source)
                .toArray(byte[][]::new));
    }

    static PtSymbolBlock load(byte[]... sources) {
        try {
            byte[] archive = archive(sources);
            return JniUtils.loadModule((PtNDManager) CONSTANTS, new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] source(String name) {
        try (InputStream source = Ops.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IllegalStateException(name + " is missing beside " + Ops.class);
            }
            return source.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] archive(byte[]... sources) throws IOException {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        for (byte[] part : sources) {
            source.writeBytes(part);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "m/code/__torch__.py", source.toByteArray());
            store(zip, "m/data.pkl", PICKLED_MODULE);
            store(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "m/version", "10\n".getBytes(StandardCharsets.US_ASCII));
            store(zip, "m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Pickle protocol 2 of an object of class {@code __torch__.M} whose state is {@code {"training": True}}. */
    private static byte[] pickledModule() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes("c__torch__\nM\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {'q', 1, (byte) 0x88, 'u', 'b', '.'});
        return pickle.toByteArray();
    }
}
