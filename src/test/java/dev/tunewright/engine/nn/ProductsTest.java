package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a machine's processor and its build of PyTorch make of them, products are the same. */
class ProductsTest {

    private static final String INTEL = "blas.ts mkl.ts products.ts rounded.ts";
    private static final String AMD = "onednn.ts products.ts bfloat16.ts";
    private static final String WITHOUT_ONEDNN = "blas.ts plain.ts rounded.ts";

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final NDArray x = normal(7, 48);
    private final NDArray weight = normal(5, 48);
    private final NDArray bias = normal(5);
    private final NDArray y = x.matMul(weight.transpose()).add(bias);

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {INTEL, AMD, WITHOUT_ONEDNN})
    void float32IsExact(String sources) {
        PtSymbolBlock module = Ops.load(sources.split(" "));
        assertClose(run(module, "linear", of(x), of(weight), of(bias)), y, 1e-5);
        assertClose(run(module, "product", of(x), of(weight), of(bias)), y, 1e-5);
        assertClose(run(module, "product", of(x), of(run(module, "packed", of(weight))), of(bias)), y, 1e-5);
        NDArray cube = y.mul(y).mul(y).mul(0.044715).add(y);
        NDArray gelu = cube.mul(Math.sqrt(2 / Math.PI)).tanh().add(1).mul(y).mul(0.5);
        assertClose(run(module, "product_gelu", of(x), of(weight), of(bias), IValue.from("tanh")), gelu, 1e-5);
    }

    /** MKL lays a weight out for a number of rows, which its reference wants to be that of the product. */
    @ParameterizedTest
    @ValueSource(strings = {INTEL, AMD, WITHOUT_ONEDNN})
    void packedWeightsServeAnyNumberOfRows(String sources) {
        PtSymbolBlock module = Ops.load(sources.split(" "));
        NDArray wide = normal(96, 48);
        NDArray wideBias = normal(96);
        NDArray packed = run(module, "packed", of(wide));
        NDArray packedUnbiased = run(module, "packed_unbiased", of(wide));
        for (int rows : new int[] {1, 2, 53, 127, 128, 129, 700}) {
            NDArray input = normal(rows, 48);
            NDArray expected = input.matMul(wide.transpose());
            assertClose(run(module, "product", of(input), of(packed), of(wideBias)), expected.add(wideBias), 1e-5);
            assertClose(run(module, "product_unbiased", of(input), of(packedUnbiased)), expected, 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INTEL, AMD, WITHOUT_ONEDNN})
    void gradientsOfWeightsReplaceOrAdd(String sources) {
        PtSymbolBlock module = Ops.load(sources.split(" "));
        NDArray once = y.transpose().matMul(x);
        NDArray gradient = manager.full(new Shape(5, 48), Float.NaN);
        run(module, "weight_gradient", of(gradient), of(y), of(x), IValue.from(0L));
        assertClose(gradient, once, 1e-5);
        run(module, "weight_gradient", of(gradient), of(y), of(x), IValue.from(1L));
        assertClose(gradient, once.mul(2), 1e-5);

        NDArray lowered = run(module, "lowered", of(y));
        run(module, "weight_gradient", of(gradient), of(lowered), of(run(module, "lowered", of(x))), IValue.from(0L));
        assertClose(gradient, once, 0.02);
    }

    /** Of weights in bfloat16, packed or not, and of biases; what is multiplied has been rounded. */
    @ParameterizedTest
    @ValueSource(strings = {INTEL, AMD, WITHOUT_ONEDNN})
    void loweredProductsAreThoseOfBfloat16(String sources) {
        PtSymbolBlock module = Ops.load(sources.split(" "));
        NDArray half = run(module, "bfloat16", of(weight));
        NDArray exact =
                rounded(module, x).matMul(rounded(module, weight).transpose()).add(rounded(module, bias));
        NDArray lowBias = run(module, "bfloat16", of(bias));
        double tolerance = sources.contains("rounded") ? 1e-5 : 0.01; // bfloat16's kernels round their result, too

        assertClose(run(module, "linear_lowered", of(x), of(half), of(lowBias)), exact, tolerance);
        assertClose(run(module, "linear_bf16", of(x), of(weight), of(rounded(module, bias))), exact, tolerance);
        if (!sources.equals(AMD)) { // whose processors may be the only ones to have that layout
            NDArray packed = run(module, "packed", of(half));
            assertClose(run(module, "linear_lowered", of(x), of(packed), of(lowBias)), exact, tolerance);
        }
        assertThat(rounded(module, x).sub(x).abs().max().getFloat()).isPositive();
    }

    private NDArray rounded(PtSymbolBlock module, NDArray array) {
        return run(module, "bfloat16", of(array)).toType(DataType.FLOAT32, true);
    }

    private NDArray normal(long... shape) {
        return manager.randomNormal(0, 1, new Shape(shape), DataType.FLOAT32);
    }

    private NDArray run(PtSymbolBlock module, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(module, method, arguments)) {
            return result.toTensor((PtNDManager) manager);
        } finally {
            Stream.of(arguments).forEach(IValue::close);
        }
    }

    private static IValue of(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    /** Beside the largest. */
    private static void assertClose(NDArray actual, NDArray expected, double tolerance) {
        double largest = expected.abs().max().getFloat();
        assertThat(actual.sub(expected).abs().max().getFloat() / largest).isCloseTo(0, within(tolerance));
    }
}
