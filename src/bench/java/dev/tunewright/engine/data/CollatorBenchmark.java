package dev.tunewright.engine.data;

import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One batch of texts of 20 to 100 tokens, as MRPC's pairs have. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CollatorBenchmark {

    private static final int ROWS = 3668;

    @Param({"8", "32"})
    private int rows;

    private final DataCollator collator = new DataCollatorWithPadding();
    private final Random random = new Random(42);
    private TokenizedDataset dataset = new TokenizedDataset(List.of(), new double[0]);

    @Setup
    public void tokenize() {
        List<Encoding> encodings = IntStream.range(0, ROWS)
                .mapToObj(row -> encoding(20 + random.nextInt(81)))
                .toList();
        dataset = new TokenizedDataset(encodings, new double[ROWS]);
    }

    @Benchmark
    public Batch collate() {
        return collator.collate(dataset, random.ints(rows, 0, ROWS).toArray());
    }

    private Encoding encoding(int length) {
        return new Encoding(random.ints(length, 0, 30_000).toArray(), new int[length]);
    }
}
