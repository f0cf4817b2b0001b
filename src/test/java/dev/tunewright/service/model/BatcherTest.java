package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatcherTest {

    private static final PredictSettings SETTINGS = new PredictSettings(4, 1000, 1, 20, 8, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PredictMetrics metrics = new PredictMetrics(registry);

    @Test
    void rowsOfLikeLengthShareABatchWithinTheBudget() {
        List<List<Integer>> batches = BatchPlan.of(List.of(9, 2, 30, 3, 10, 2), row -> row, 20);
        assertThat(batches).containsExactly(List.of(2, 2, 3), List.of(9, 10), List.of(30));
    }

    @Test
    void answersComeInTheRequestsOrder() {
        try (Batcher batcher = new Batcher("m", new FakeClassifier(), SETTINGS, metrics)) {
            List<float[]> logits = batcher.submit(rows(9, 2, 5)).join();
            assertThat(logits).extracting(row -> row[0]).containsExactly(9f, 2f, 5f);
        }
    }

    @Test
    void requestsThatWaitTogetherShareABatch() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        FakeClassifier classifier = new FakeClassifier(ProblemType.SINGLE_LABEL_CLASSIFICATION, hold);
        try (Batcher batcher = new Batcher("m", classifier, SETTINGS, metrics)) {
            CompletableFuture<List<float[]>> first = batcher.submit(rows(1));
            classifier.started.await();
            CompletableFuture<List<float[]>> second = batcher.submit(rows(2));
            CompletableFuture<List<float[]>> third = batcher.submit(rows(3, 4));
            hold.countDown();
            CompletableFuture.allOf(first, second, third).join();
            assertThat(classifier.batchRows).containsExactly(1, 3);
            assertThat(third.join()).extracting(row -> row[0]).containsExactly(3f, 4f);
        }
    }

    @Test
    void fullQueueRefusesAndSaysWhenToTryAgain() throws InterruptedException {
        CountDownLatch hold = new CountDownLatch(1);
        FakeClassifier classifier = new FakeClassifier(ProblemType.SINGLE_LABEL_CLASSIFICATION, hold);
        try (Batcher batcher = new Batcher("m", classifier, SETTINGS, metrics)) {
            CompletableFuture<List<float[]>> waiting = batcher.submit(rows(1, 1, 1, 1, 1, 1));
            classifier.started.await();
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> batcher.submit(rows(1, 1, 1)))
                    .satisfies(refusal -> {
                        assertThat(refusal.status().value()).isEqualTo(429);
                        assertThat(refusal.retryAfter()).isNotNull();
                    });
            assertThat(registry.get("tunewright.predict.queue.rows").gauge().value())
                    .isEqualTo(6);
            hold.countDown();
            waiting.join();
            assertThat(batcher.submit(rows(1, 1, 1)).join()).hasSize(3);
        }
    }

    @Test
    void failingBatchFailsItsRowsOnly() {
        try (Batcher batcher = new Batcher("m", new FakeClassifier(), SETTINGS, metrics)) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> batcher.submit(rows(13)).join())
                    .withMessageContaining("thirteen");
            assertThat(batcher.submit(rows(5)).join()).hasSize(1);
        }
    }

    @Test
    void closedBatcherClosesItsModel() throws InterruptedException {
        FakeClassifier classifier = new FakeClassifier();
        new Batcher("m", classifier, SETTINGS, metrics).close();
        assertThat(classifier.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static List<Encoding> rows(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> new Encoding(new int[length], new int[length], false))
                .toList();
    }
}
