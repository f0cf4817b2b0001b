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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where PyTorch knows no oneDNN, {@code plain.ts} loads and multiplies the same. */
class PlainProductsTest {

    @ParameterizedTest
    @ValueSource(strings = {"linear", "product"})
    void plainProductsAreThoseOfOneDnn(String function) {
        PtSymbolBlock plain = Ops.load(Ops.source("ops.ts"), Ops.source("post_norm_layer.ts"), Ops.source("plain.ts"));
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray x = manager.randomNormal(0, 1, new Shape(7, 48), DataType.FLOAT32);
            NDArray weight = manager.randomNormal(0, 1, new Shape(5, 48), DataType.FLOAT32);
            NDArray bias = manager.randomNormal(0, 1, new Shape(5), DataType.FLOAT32);
            float[] ours = Ops.inPlace(manager, function, x, weight, bias).toFloatArray();
            try (IValue result = IValueUtils.runMethod(plain, function, of(x), of(weight), of(bias))) {
                float[] plainly = result.toTensor((PtNDManager) manager).toFloatArray();
                for (int i = 0; i < ours.length; i++) {
                    assertThat(plainly[i]).isCloseTo(ours[i], within(1e-4f));
                }
            }
        }
    }

    private static IValue of(NDArray array) {
        return IValue.from((PtNDArray) array);
    }
}
