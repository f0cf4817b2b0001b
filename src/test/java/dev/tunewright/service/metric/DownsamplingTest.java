package dev.tunewright.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DownsamplingTest {

    @Test
    void keepsEndsAndExtremes() {
        List<Integer> kept = thinned(10_000, 100, 4321, 7777);
        assertThat(kept)
                .hasSizeBetween(50, 100)
                .startsWith(1)
                .endsWith(10_000)
                .contains(4321, 7777)
                .isSorted();
        assertThat(kept).doesNotHaveDuplicates();
    }

    @Test
    void keepsEverythingThatFits() {
        assertThat(thinned(100, 100, 5, 6)).hasSize(100);
    }

    @Test
    void neverKeepsMoreThanAskedFor() {
        for (int points = 1; points <= 12; points++) {
            for (int total = 1; total <= 40; total++) {
                assertThat(thinned(total, points, 3, 4))
                        .as("%d of %d", points, total)
                        .hasSizeLessThanOrEqualTo(points)
                        .endsWith(total);
            }
        }
    }

    @Test
    void lossThatIsNoNumberIsKept() {
        List<Downsampling.Point> curve = IntStream.rangeClosed(1, 1000)
                .mapToObj(step -> new Downsampling.Point(step, step == 500 ? Double.NaN : 1))
                .toList();
        assertThat(Downsampling.steps(curve, 10)).contains(500);
    }

    private static List<Integer> thinned(int total, int points, int spike, int dip) {
        List<Downsampling.Point> curve = IntStream.rangeClosed(1, total)
                .mapToObj(step ->
                        new Downsampling.Point(step, step == spike ? 1000 : step == dip ? -1000 : Math.sin(step)))
                .toList();
        return Downsampling.steps(curve, points);
    }
}
