package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scripts run where their arguments lie and never look at a value: by their text, and, where PyTorch can, on its {@code meta} device.
 * Tensors there have shapes and no values, so that whoever asks for one, as a host that waits for its GPU does, gets an error.
 */
class ScriptsOnOtherDevicesTest {

    private static final int N = 9;
    private static final int H = 8;
    private static final int A = 2;
    private static final PtSymbolBlock META = Ops.load("""
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool

              def meta(self: __torch__.M, x: Tensor) -> Tensor:
                return torch.empty_like(x, device=torch.device("meta"))

              def value(self: __torch__.M, x: Tensor) -> float:
                return float(x)
            """.getBytes(StandardCharsets.UTF_8));

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void whoAsksForAValueGetsAnError() {
        assertThatThrownBy(() -> IValueUtils.runMethod(META, "value", IValue.from((PtNDArray) floats())))
                .isInstanceOf(EngineException.class);
    }

    static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/tunewright/engine/nn"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".ts"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void noScriptMakesATensorOfItsOwnDevice(String source) {
        assertThat(new String(Ops.source(source), StandardCharsets.UTF_8))
                .doesNotContainPattern("torch\\.(zeros|ones|full|empty|rand|randn|arange|tensor|eye|linspace)\\(");
    }

    /** What decides a script's way is a shape, or a constant that {@link Ops#constant} keeps on the processor. */
    @ParameterizedTest
    @MethodSource("scripts")
    void noScriptAsksForATensorsValue(String source) {
        String text = new String(Ops.source(source), StandardCharsets.UTF_8);

        assertThat(Pattern.compile("\\b(?:bool|int|float)\\(([^)]*)\\)")
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1)))
                .allMatch(Set.of("heads", "bf16", "fused", "groups")::contains);
        assertThat(text)
                .doesNotContainPattern("torch\\.(item|nonzero|masked_select|unique|is_nonzero|equal|allclose)\\(");
    }

    @Test
    void linearsRotationsAndMasksRun() {
        for (String linear : List.of("linear", "linear_bf16", "product")) {
            assertThat(Ops.differentiable(linear, floats(N, H), floats(4, H), floats(4))
                            .getShape())
                    .isEqualTo(new Shape(N, 4));
            assertThat(Ops.differentiable(linear + "_unbiased", floats(N, H), floats(4, H))
                            .getShape())
                    .isEqualTo(new Shape(N, 4));
        }
        assertThat(Ops.differentiable("turn", floats(N, 3 * H), floats(N, H / A), floats(N, H / A))
                        .getShape())
                .isEqualTo(new Shape(N, 3 * H));
        assertThat(Ops.inPlace(manager, "draw_mask", floats(N, H), 0.9).getShape())
                .isEqualTo(new Shape(N, H));
        assertThat(Ops.inPlace(manager, "draw_uniform", floats(N, H), 0.1).getShape())
                .isEqualTo(new Shape(N, H));
    }

    @Test
    void optimizersRun() {
        List<NDArray> weights = List.of(floats(4, H), floats(H));
        NDArray norm = Ops.inPlace(manager, "gradient_norm", weights);
        NDArray divisor = Ops.inPlace(manager, "clipping", norm, 1.0);
        NDArray step = Ops.inPlace(manager, "scalar", divisor, 1.0);
        Ops.inPlace(
                manager,
                "adafactor_step",
                weights.get(0),
                Ops.inPlace(manager, "adafactor_matrix", floats(4, H), floats(4), floats(H), divisor, 0.5),
                0.1,
                0.1);
        Ops.inPlace(manager, "adafactor_vector", floats(H), floats(H), divisor, 0.5);
        assertThat(Stream.of(norm, divisor, step, Ops.inPlace(manager, "together", List.of(norm, divisor))))
                .extracting(NDArray::getShape)
                .containsExactly(new Shape(), new Shape(), new Shape(), new Shape(2));
    }

    private NDArray floats(long... shape) {
        return meta(manager.zeros(new Shape(shape), DataType.FLOAT32));
    }

    private NDArray meta(NDArray array) {
        try (IValue x = IValue.from((PtNDArray) array);
                IValue result = IValueUtils.runMethod(META, "meta", x)) {
            return result.toTensor((PtNDManager) manager);
        }
    }
}
