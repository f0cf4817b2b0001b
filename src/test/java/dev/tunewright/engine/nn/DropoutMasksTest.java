package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DropoutMasksTest {

    private static final int SIZE = 1_000_003;

    @Test
    void dropsTheShareAskedForAndScalesTheRest() {
        float[] mask = mask(masks(42, 7), 0.1);

        int dropped = 0;
        for (float value : mask) {
            assertThat(value == 0f || value == (float) (1 / 0.9)).isTrue();
            dropped += value == 0f ? 1 : 0;
        }
        // Five standard deviations of a fair draw.
        assertThat(dropped / (double) SIZE).isCloseTo(0.1, within(5 * Math.sqrt(0.1 * 0.9 / SIZE)));
    }

    @Test
    void isAFunctionOfSeedStepAndSiteAlone() {
        DropoutMasks first = masks(42, 7);
        float[] firstSite = mask(first, 0.1);
        float[] secondSite = mask(first, 0.1);

        assertThat(mask(masks(42, 7), 0.1)).isEqualTo(firstSite);
        assertThat(secondSite).isNotEqualTo(firstSite);
        assertThat(mask(masks(42, 8), 0.1)).isNotEqualTo(firstSite);
        assertThat(mask(masks(43, 7), 0.1)).isNotEqualTo(firstSite);
    }

    @Test
    void noiseIsUniformWithinItsBound() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            float[] noise =
                    masks(42, 7).uniform(manager, 0.25, new Shape(100_000)).toFloatArray();
            double sum = 0;
            double squares = 0;
            for (float value : noise) {
                assertThat(Math.abs(value)).isLessThanOrEqualTo(0.25f);
                sum += value;
                squares += (double) value * value;
            }
            assertThat(sum / noise.length).isCloseTo(0, within(0.003));
            assertThat(squares / noise.length).isCloseTo(0.25 * 0.25 / 3, within(0.0005));
        }
    }

    /** Neighbours, steps and sites share no pattern: the share of elements that two masks both drop is p squared. */
    @Test
    void masksAreIndependent() {
        DropoutMasks masks = masks(42, 7);
        float[] mask = mask(masks, 0.5);
        float[] otherSite = mask(masks, 0.5);
        float[] otherStep = mask(masks(42, 8), 0.5);

        assertThat(bothDropped(mask, otherSite, 0)).isCloseTo(0.25, within(0.003));
        assertThat(bothDropped(mask, otherStep, 0)).isCloseTo(0.25, within(0.003));
        assertThat(bothDropped(mask, mask, 1)).isCloseTo(0.25, within(0.003));
        assertThat(bothDropped(mask, mask, 4096)).isCloseTo(0.25, within(0.003));
    }

    /** The JVM bounds it by the heap's size; eight rows of 512 tokens take 1.2 GB of masks in bert-base. */
    @Test
    void masksTakeNothingOfTheJvmsDirectMemory() {
        DropoutMasks masks = masks(42, 7);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            long before = directMemory();
            NDArray mask = masks.next(manager, 0.5, new Shape(1000, 1000));

            assertThat(mask.sum().getFloat()).isCloseTo(1e6f, within(1e4f));
            assertThat(directMemory() - before).isLessThan(1_000_000);
            mask.close();
            masks.release();
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static DropoutMasks masks(long seed, long step) {
        return new DropoutMasks().begin(seed, step);
    }

    private static double bothDropped(float[] a, float[] b, int shift) {
        int both = 0;
        for (int i = 0; i + shift < a.length; i++) {
            both += a[i] == 0 && b[i + shift] == 0 ? 1 : 0;
        }
        return both / (double) (a.length - shift);
    }

    private static float[] mask(DropoutMasks masks, double p) {
        ByteBuffer buffer = ByteBuffer.allocate(SIZE * Float.BYTES);
        masks.fill(buffer.asIntBuffer(), p);
        float[] mask = new float[SIZE];
        buffer.asFloatBuffer().get(mask);
        return mask;
    }
}
