package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of words that is changed row by row, beside one whose gradient is taken to be anywhere. */
class TableRowsTest {

    private static final int ROWS = 1000;
    private static final int WIDTH = 32;

    /** A table with an optimizer of its own. */
    private static final class Table implements AutoCloseable {

        private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        private final Parameters parameters = new Parameters();
        private final Parameter words = parameters.declare("words.weight", Parameter.Initializer.NORMAL, ROWS, WIDTH);
        private final double decay;
        private AdamW optimizer;

        Table(double decay) {
            this.decay = decay;
            parameters.allocate(manager);
            float[] values = new float[ROWS * WIDTH];
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            Parameters.fill(parameters.view(words), buffer -> buffer.put(values));
            optimizer = optimizer();
        }

        private AdamW optimizer() {
            return new AdamW(parameters, new AdamW.Options(0.9, 0.999, 1e-8, decay, 1), manager);
        }

        /** Goes on with what a checkpoint would have kept. */
        void resume() {
            AdamW next = optimizer();
            for (Map.Entry<String, NDArray> entry : optimizer.state().entrySet()) {
                Parameters.copy(entry.getValue(), next.state().get(entry.getKey()));
            }
            optimizer = next;
        }

        float step(int number, long[] rows, boolean byRow) {
            try (NDManager scope = manager.newSubManager()) {
                parameters.track(scope);
                NDArray gradient = scope.create(gradient(number, rows.length), new Shape(rows.length, WIDTH));
                if (byRow) {
                    words.addToRows(scope.create(rows), gradient);
                } else {
                    NDArray sum = words.handWrittenGradient();
                    sum.muli(0);
                    Ops.inPlace(scope, "add_rows", sum, scope.create(rows), gradient);
                    words.markHandWrittenGradient();
                }
                return optimizer.step(scope, number, 0.01).getFloat();
            }
        }

        private static float[] gradient(int number, int rows) {
            float[] gradient = new float[rows * WIDTH];
            Random random = new Random(number);
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] = (float) random.nextGaussian();
            }
            return gradient;
        }

        float[] weights() {
            return parameters.view(words).toFloatArray();
        }

        @Override
        public void close() {
            parameters.close();
            manager.close();
        }
    }

    /** The last steps have more rows than are gathered. */
    private static long[] rows(int step) {
        return new Random(step).longs(step < 8 ? 20 : 200, 0, ROWS).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void tableChangesAsIfAllItsRowsWereReadAlsoAfterAResume(double decay) {
        try (Table some = new Table(decay);
                Table all = new Table(decay)) {
            for (int step = 1; step <= 10; step++) {
                float norm = some.step(step, rows(step), true);

                assertThat(norm).isCloseTo(all.step(step, rows(step), false), withinPercentage(1e-4));
                if (step == 4) {
                    some.resume();
                }
            }
            assertThat(some.weights()).containsExactly(all.weights(), within(1e-6f));
            some.optimizer
                    .state()
                    .forEach((name, moment) -> assertThat(moment.toFloatArray())
                            .as(name)
                            .containsExactly(all.optimizer.state().get(name).toFloatArray(), within(1e-7f)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7})
    void resumedTrainingGoesOnBitForBit(int stop) {
        try (Table resumed = new Table(0);
                Table undisturbed = new Table(0)) {
            for (int step = 1; step <= 10; step++) {
                resumed.step(step, rows(step), true);
                undisturbed.step(step, rows(step), true);
                if (step == stop) {
                    resumed.resume();
                }
            }
            assertThat(resumed.weights()).isEqualTo(undisturbed.weights());
        }
    }
}
