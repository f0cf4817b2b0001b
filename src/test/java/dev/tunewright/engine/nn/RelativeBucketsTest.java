package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

/** The numbers are those of transformers for DeBERTa v3. */
class RelativeBucketsTest {

    private static final int WIDTH = 512;
    private final RelativeBuckets buckets = new RelativeBuckets(256, 512);

    @Test
    void farDistancesShareRows() {
        assertThat(buckets.span()).isEqualTo(256);
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray rows = buckets.forward(manager, WIDTH);
            assertThat(rowOf(rows, 0)).isEqualTo(256);
            assertThat(rowOf(rows, 127)).isEqualTo(256 + 127);
            assertThat(rowOf(rows, 128)).isEqualTo(256 + 128);
            assertThat(rowOf(rows, 129)).isEqualTo(256 + 129);
            assertThat(rowOf(rows, 200)).isEqualTo(256 + 169);
            assertThat(rowOf(rows, 300)).isEqualTo(256 + 207);
            assertThat(rowOf(rows, 511)).isEqualTo(256 + 255);
            assertThat(rows.getLong(0, 300)).isEqualTo(256 - 207 - buckets.firstRow(WIDTH));
        }
    }

    @Test
    void shortTextsNeedOnlyTheMiddleOfTheTable() {
        assertThat(buckets.firstRow(32)).isEqualTo(256 - 31);
        assertThat(buckets.endRow(32)).isEqualTo(256 + 32);
    }

    /** @return the table's row for a query this far behind the key */
    private long rowOf(NDArray rows, int distance) {
        return rows.getLong(distance, 0) + buckets.firstRow(WIDTH);
    }
}
