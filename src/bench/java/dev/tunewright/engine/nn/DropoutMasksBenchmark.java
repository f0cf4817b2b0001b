package dev.tunewright.engine.nn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A mask of bert-base's residual dropout at 430 tokens; the figure is of one element. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DropoutMasksBenchmark {

    private static final int ELEMENTS = 430 * 768;

    private final IntBuffer mask = ByteBuffer.allocateDirect(ELEMENTS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asIntBuffer();
    private final DropoutMasks masks = new DropoutMasks();
    private long step;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int fill() {
        masks.begin(42, step++).fill(mask.clear(), 0.1);
        return mask.get(0);
    }
}
