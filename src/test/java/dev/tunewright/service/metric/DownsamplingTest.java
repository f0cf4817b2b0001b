package dev.tunewright.service.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
        Downsampling downsampling = new Downsampling(1000, 10);
        IntStream.rangeClosed(1, 1000).forEach(step -> downsampling.add(row(step, step == 500 ? Double.NaN : 1)));
        assertThat(downsampling.rows()).extracting(StepRow::step).contains(500);
    }

    private static List<Integer> thinned(int total, int points, int spike, int dip) {
        Downsampling downsampling = new Downsampling(total, points);
        for (int step = 1; step <= total; step++) {
            downsampling.add(row(step, step == spike ? 1000 : step == dip ? -1000 : Math.sin(step)));
        }
        return downsampling.rows().stream().map(StepRow::step).toList();
    }

    private static StepRow row(int step, double loss) {
        return new StepRow(step, step, 0, loss, 0, 0, Instant.EPOCH);
    }
}
