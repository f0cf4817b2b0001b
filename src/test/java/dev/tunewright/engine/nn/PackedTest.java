package dev.tunewright.engine.nn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedTest {

    /** A padding token (1) inside each text. */
    private static final List<int[]> TEXTS = List.of(new int[] {0, 9, 1, 8, 2}, new int[] {1, 7, 2});

    @Test
    void paddingTokensInsideATextAreNotCounted() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThat(packed(manager).positionsAfter(1).toLongArray()).containsExactly(2, 3, 1, 4, 5, 1, 2, 3);
        }
    }

    @Test
    void meanIsOverEachTextsOwnTokens() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 10, 20, 60}).reshape(8, 1);
            assertThat(packed(manager).meanTokens(x).toFloatArray()).containsExactly(3, 30);
        }
    }

    @Test
    void firstPlacesAreTheFirstOfEachRow() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThat(packed(manager).firstPlaces().toLongArray()).containsExactly(0, 16);
        }
    }

    private static Packed packed(NDManager manager) {
        List<Encoding> rows = TEXTS.stream()
                .map(ids -> new Encoding(ids, new int[ids.length]))
                .toList();
        TokenizedDataset dataset = new TokenizedDataset(rows, new double[rows.size()]);
        return Packed.of(manager, new DataCollatorWithPadding(16).collate(dataset, new int[] {0, 1}));
    }
}
