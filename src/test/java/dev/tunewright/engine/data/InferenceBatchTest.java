package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.tokenizer.Encoding;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferenceBatchTest {

    private final DataCollator collator = DataCollatorWithPadding.forInference(1);

    @Test
    void fewSizesCoverAllNumbersOfTokens() {
        TreeSet<Integer> sizes = new TreeSet<>();
        for (int tokens = 65; tokens <= 1024; tokens++) {
            int size = batch(40, tokens - 40).inputIds().length;
            assertThat(size).isBetween(tokens, (int) Math.ceil(tokens * 1.25));
            sizes.add(size);
        }
        assertThat(sizes).hasSizeLessThanOrEqualTo(4 * 8 + 2);
    }

    /** 36 and 33 tokens would be rounded up to 72, the places of two texts of 36. */
    @Test
    void sizeNeverSaysThatThereIsNoPadding() {
        assertThat(batch(36, 33).inputIds()).hasSizeGreaterThan(72);
        assertThat(batch(36, 36).inputIds()).hasSize(72);
    }

    @Test
    void oneTextIsAsItIs() {
        Batch alone = batch(53);
        assertThat(alone.inputIds()).hasSize(53);
        assertThat(alone.width()).isEqualTo(53);
    }

    @Test
    void nothingLooksAtRowsThatNoTextHas() {
        Batch batch = batch(40, 30);
        assertThat(batch.inputIds()).hasSize(72);
        assertThat(Arrays.stream(batch.padded()).max()).hasValue(69);
        assertThat(batch.firstRows()).containsExactly(0, 40);
    }

    private Batch batch(int... lengths) {
        List<Encoding> rows = Arrays.stream(lengths)
                .mapToObj(length -> new Encoding(new int[length], new int[length]))
                .toList();
        int[] all = IntStream.range(0, lengths.length).toArray();
        return collator.collate(new TokenizedDataset(rows, new double[lengths.length]), all);
    }
}
