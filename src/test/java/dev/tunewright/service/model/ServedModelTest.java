package dev.tunewright.service.model;

import static dev.tunewright.service.model.TestSettings.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real model behind its queue. */
@Timeout(120)
class ServedModelTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden/bert/with-head");
    private static final String[] WORDS = {"the", "shop", "opens", "at", "nine", "and", "so", "he", "said", "closes"};

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ExecutorService forwards = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        forwards.shutdown();
    }

    @Test
    void resultsOfManyThreadsEqualSingleOnes() {
        EngineLoader loader = new EngineLoader(false);
        List<PredictInput> inputs = inputs(160);
        List<float[]> alone = new ArrayList<>();
        try (Classifier single = loader.load(FOLDER)) {
            for (PredictInput input : inputs) {
                alone.add(single.logits(List.of(single.encode(input.text(), input.textPair())))[0]);
            }
        }
        try (ServedModel model = serve(loader)) {
            List<CompletableFuture<Answer>> answers = inputs.parallelStream()
                    .map(input -> model.predict(List.of(input), true, PATIENT))
                    .toList();
            for (int i = 0; i < inputs.size(); i++) {
                float[] together = answers.get(i).join().predictions().get(0).logits();
                assertThat(together).containsExactly(alone.get(i), within(1e-5f));
            }
        }
        assertThat(meters.get("tunewright.predict.batch.rows").summary().count())
                .isLessThan(inputs.size());
    }

    @Test
    void bfloat16AnswersNearlyTheSame() {
        List<PredictInput> inputs = inputs(4);
        try (ServedModel exact = serve(new EngineLoader(false));
                ServedModel lowered = serve(new EngineLoader(true))) {
            for (int i = 0; i < inputs.size(); i++) {
                float[] expected = logits(exact, inputs).get(i);
                assertThat(logits(lowered, inputs).get(i))
                        .containsExactly(expected, within(0.05f))
                        .isNotEqualTo(expected);
            }
        }
    }

    private static List<float[]> logits(ServedModel model, List<PredictInput> inputs) {
        return model.predict(inputs, true, PATIENT).join().predictions().stream()
                .map(Prediction::logits)
                .toList();
    }

    private ServedModel serve(EngineLoader loader) {
        JobDirectory.Entry job = new JobDirectory.Entry(UUID.randomUUID(), "real", JobStatus.SUCCEEDED, 1, 10);
        return new ServedModel(
                job, loader.load(FOLDER), forwards, TestSettings.of(200, 0, 512, 200), new PredictMetrics(meters));
    }

    private static List<PredictInput> inputs(int count) {
        Random random = new Random(42);
        List<PredictInput> inputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String pair = i % 3 == 0 ? null : text(random, 1 + random.nextInt(20));
            inputs.add(new PredictInput("inputs", text(random, 1 + random.nextInt(40)), pair));
        }
        return inputs;
    }

    private static String text(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString();
    }
}
