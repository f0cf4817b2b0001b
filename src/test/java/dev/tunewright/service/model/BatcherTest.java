package dev.tunewright.service.model;

import static dev.tunewright.service.model.TestSettings.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.web.ApiException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PredictMetrics metrics = new PredictMetrics(registry);
    private final CountDownLatch hold = new CountDownLatch(1);
    private final FakeClassifier classifier = new FakeClassifier(ProblemType.SINGLE_LABEL_CLASSIFICATION, hold);
    private final ExecutorService forwards = Executors.newSingleThreadExecutor();
    private final Batcher batcher = new Batcher(classifier, forwards, TestSettings.of(4, 0, 200, 8), metrics);

    @AfterEach
    void close() {
        hold.countDown();
        batcher.close();
        forwards.shutdown();
    }

    @Test
    void answersComeInTheRequestsOrder() {
        hold.countDown();
        assertThat(submit(PATIENT, 9, 2, 5).join()).extracting(row -> row[0]).containsExactly(9f, 2f, 5f);
    }

    @Test
    void requestsThatWaitTogetherShareABatch() throws InterruptedException {
        CompletableFuture<List<float[]>> first = submitAndStart();
        CompletableFuture<List<float[]>> second = submit(PATIENT, 2);
        CompletableFuture<List<float[]>> third = submit(PATIENT, 3, 4);
        hold.countDown();
        CompletableFuture.allOf(first, second, third).join();
        assertThat(classifier.batchRows).containsExactly(1, 3);
        assertThat(third.join()).extracting(row -> row[0]).containsExactly(3f, 4f);
    }

    @Test
    void batchKeepsWithinTheBudget() throws InterruptedException {
        submitAndStart();
        CompletableFuture<List<float[]>> many = submit(PATIENT, 90, 80, 70, 100);
        CompletableFuture<List<float[]>> huge = submit(PATIENT, 1000);
        hold.countDown();
        CompletableFuture.allOf(many, huge).join();
        assertThat(classifier.batchTokens).containsExactlyInAnyOrder(1, 180, 200, 1000);
    }

    @Test
    void shortRowDoesNotWaitForALongOnesComputation() throws InterruptedException {
        submitAndStart();
        CompletableFuture<List<float[]>> both = submit(PATIENT, 150, 5);
        hold.countDown();
        both.join();
        assertThat(classifier.batchTokens).containsExactly(1, 5, 150);
    }

    @Test
    void fullQueueRefusesAndSaysWhenToTryAgain() throws InterruptedException {
        CompletableFuture<List<float[]>> first = submitAndStart();
        CompletableFuture<List<float[]>> waiting = submit(PATIENT, 1, 1, 1, 1, 1, 1);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> batcher.admit(2, PATIENT))
                .satisfies(refusal -> {
                    assertThat(refusal.status().value()).isEqualTo(429);
                    assertThat(refusal.retryAfter()).isNotNull();
                });
        assertThat(registry.get("tunewright.predict.queue.rows").gauge().value())
                .isEqualTo(7);
        hold.countDown();
        CompletableFuture.allOf(first, waiting).join();
        assertThat(submit(PATIENT, 1, 1, 1).join()).hasSize(3);
        await().untilAsserted(() -> assertThat(
                        registry.get("tunewright.predict.queue.rows").gauge().value())
                .isZero());
    }

    @Test
    void lateRequestIsToldSoAtOnceAndNotComputed() throws InterruptedException {
        CompletableFuture<List<float[]>> first = submitAndStart();
        CompletableFuture<List<float[]>> late = submit(Caller.within(Duration.ofMillis(50), false, () -> false), 77);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(late::join)
                .withCauseInstanceOf(ApiException.class)
                .satisfies(failure -> assertThat(
                                ((ApiException) failure.getCause()).status().value())
                        .isEqualTo(504))
                .withMessageContaining("within 50 ms");
        assertThat(first).isNotDone();
        CompletableFuture<List<float[]>> inItsPlace = submit(PATIENT, 1, 1, 1, 1, 1, 1, 1);
        hold.countDown();
        inItsPlace.join();
        submit(PATIENT, 3).join();
        assertThat(classifier.batchTokens).doesNotContain(77);
    }

    @Test
    void whatAClientThatWentAwayAskedIsNotComputed() throws InterruptedException {
        submitAndStart();
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<List<float[]>> unwanted = submit(Caller.within(Duration.ofSeconds(30), false, gone::get), 77);
        gone.set(true);
        hold.countDown();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(unwanted::join)
                .withMessageContaining("closed its connection");
        submit(PATIENT, 3).join();
        assertThat(classifier.batchTokens).doesNotContain(77);
    }

    @Test
    void rowThatFailsDoesNotFailThoseBesideIt() throws InterruptedException {
        submitAndStart();
        CompletableFuture<List<float[]>> failing = submit(PATIENT, 13);
        CompletableFuture<List<float[]>> beside = submit(PATIENT, 5);
        hold.countDown();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(failing::join)
                .withMessageContaining("thirteen");
        assertThat(beside.join()).hasSize(1);
        assertThat(submit(PATIENT, 5).join()).hasSize(1);
    }

    @Test
    void closedBatcherAnswersWhatWaitsAndClosesItsModel() throws InterruptedException {
        submitAndStart();
        CompletableFuture<List<float[]>> waiting = submit(PATIENT, 5);
        batcher.close();
        hold.countDown();
        assertThat(waiting.join()).hasSize(1);
        assertThat(classifier.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    /** However much the first has to do. */
    @Test
    void modelsTakeTurns() throws InterruptedException {
        FakeClassifier other = new FakeClassifier();
        Batcher beside = new Batcher(other, forwards, TestSettings.of(4, 0, 200, 8), metrics);
        submitAndStart();
        CompletableFuture<List<float[]>> many = submit(PATIENT, 200, 200, 200);
        CompletableFuture<Integer> batchesBefore =
                submit(beside, PATIENT, 1).thenApply(answered -> classifier.batchRows.size());
        hold.countDown();
        many.join();
        assertThat(batchesBefore.join()).isLessThan(3);
        beside.close();
    }

    private CompletableFuture<List<float[]>> submitAndStart() throws InterruptedException {
        CompletableFuture<List<float[]>> first = submit(PATIENT, 1);
        classifier.started.await();
        return first;
    }

    private CompletableFuture<List<float[]>> submit(Caller caller, int... lengths) {
        return submit(batcher, caller, lengths);
    }

    private static CompletableFuture<List<float[]>> submit(Batcher batcher, Caller caller, int... lengths) {
        Ticket ticket = batcher.admit(lengths.length, caller);
        List<Encoding> rows = Arrays.stream(lengths)
                .mapToObj(length -> new Encoding(new int[length], new int[length]))
                .toList();
        batcher.submit(ticket, rows);
        return ticket.logits().thenApply(List::of);
    }
}
