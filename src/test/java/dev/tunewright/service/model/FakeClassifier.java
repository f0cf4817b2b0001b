package dev.tunewright.service.model;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Tokens are characters; the logits of a row are (its length, minus its length). Batches wait while it is held. */
final class FakeClassifier implements Classifier {

    private static final int MAX_LENGTH = 100;

    final List<Integer> batchRows = new CopyOnWriteArrayList<>();
    final List<Integer> batchTokens = new CopyOnWriteArrayList<>();
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch hold;
    private final ProblemType problem;

    FakeClassifier() {
        this(ProblemType.SINGLE_LABEL_CLASSIFICATION, new CountDownLatch(0));
    }

    FakeClassifier(ProblemType problem, CountDownLatch hold) {
        this.problem = problem;
        this.hold = hold;
    }

    @Override
    public Encoding encode(String text, @Nullable String textPair) {
        int length = text.length() + (textPair == null ? 0 : textPair.length());
        int kept = Math.min(length, MAX_LENGTH);
        return new Encoding(new int[kept], new int[kept], length);
    }

    @Override
    public float[][] logits(List<Encoding> rows) {
        started.countDown();
        try {
            hold.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        batchRows.add(rows.size());
        batchTokens.add(rows.stream().mapToInt(Encoding::length).max().orElse(0) * rows.size());
        if (rows.stream().anyMatch(row -> row.length() == 13)) {
            throw new IllegalStateException("thirteen");
        }
        return rows.stream()
                .map(row -> problem == ProblemType.REGRESSION
                        ? new float[] {row.length()}
                        : new float[] {row.length(), -row.length()})
                .toArray(float[][]::new);
    }

    @Override
    public List<String> labels() {
        return problem == ProblemType.REGRESSION ? List.of("LABEL_0") : List.of("no", "yes");
    }

    @Override
    public ProblemType problemType() {
        return problem;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
