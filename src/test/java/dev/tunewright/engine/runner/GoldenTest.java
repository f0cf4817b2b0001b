package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.runner.TrainEvent.Evaluated;
import dev.tunewright.engine.runner.TrainEvent.Logged;
import dev.tunewright.engine.runner.TrainEvent.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The curve is Hugging Face's, step by step. */
class GoldenTest {

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "bert, golden.json",
        "bert, golden-accumulation.json",
        "bert, golden-cosine.json",
        "bert, golden-grouped.json",
        "bert, golden-regression.json",
        "bert, golden-best.json",
        "bert, golden-multiclass.json",
        "bert, golden-multilabel.json",
        "albert, golden.json",
        "deberta-v2, golden.json",
        "distilbert, golden.json",
        "electra, golden.json",
        "modernbert, golden.json",
        "mpnet, golden.json",
        "roberta, golden.json",
        "xlm-roberta, golden.json"
    })
    void everyStepEqualsTheOriginals(String architecture, String file) throws Exception {
        Golden golden = Golden.read(architecture, file);
        List<TrainEvent> events = run(new TrainSpec(golden.task(scratch), scratch, "cpu", null));

        List<Step> steps = only(events, Step.class);
        assertThat(steps)
                .hasSize(golden.json().path("state").path("global_step").asInt());
        List<JsonNode> logged = golden.entries("loss");
        List<Logged> ours = only(events, Logged.class).stream()
                .filter(entry -> entry.entry().containsKey("loss"))
                .toList();
        assertThat(ours).hasSameSizeAs(logged);
        for (int i = 0; i < logged.size(); i++) {
            JsonNode theirs = logged.get(i);
            Step step = steps.get(theirs.get("step").asInt() - 1);
            assertThat((Double) ours.get(i).entry().get("loss"))
                    .as("loss at step %s", step.step())
                    .isCloseTo(theirs.get("loss").asDouble(), within(2e-4));
            assertThat(step.learningRate())
                    .isCloseTo(theirs.get("learning_rate").asDouble(), within(1e-9));
            assertThat(step.gradNorm()).isCloseTo(theirs.get("grad_norm").asDouble(), within(5e-3));
            assertThat(step.epoch()).isCloseTo(theirs.get("epoch").asDouble(), within(1e-9));
        }
        evaluationsEqual(golden, only(events, Evaluated.class));
        predictionsEqual(golden);
    }

    private static final List<String> METRICS = List.of(
            "loss",
            "accuracy",
            "f1",
            "f1_micro",
            "precision",
            "recall",
            "matthews_correlation",
            "pearson",
            "spearmanr",
            "mse");

    private static void evaluationsEqual(Golden golden, List<Evaluated> ours) {
        List<JsonNode> theirs = golden.entries("eval_loss");
        assertThat(ours).hasSameSizeAs(theirs);
        for (int i = 0; i < theirs.size(); i++) {
            for (String metric : METRICS) {
                if (theirs.get(i).has("eval_" + metric)) {
                    assertThat(ours.get(i).metrics().get(metric))
                            .as("evaluation %s: %s", i, metric)
                            .isCloseTo(theirs.get(i).get("eval_" + metric).asDouble(), within(2e-3));
                }
            }
        }
    }

    private void predictionsEqual(Golden golden) throws Exception {
        JsonNode file =
                JsonMapper.shared().readTree(Files.readAllBytes(scratch.resolve("predictions-validation.json")));
        List<double[]> ours = rows(file.get("predictions"));
        List<double[]> theirs = rows(golden.json().get("predictions"));
        if (golden.json().path("arguments").has("train_sampling_strategy")) {
            // The original then predicts in its length-grouped order too; ours is always the file's.
            ours.sort(Comparator.comparing(row -> row[0]));
            theirs.sort(Comparator.comparing(row -> row[0]));
        }
        if (golden.json().has("label_ids")) {
            assertThat(rows(file.get("label_ids")))
                    .containsExactlyElementsOf(rows(golden.json().get("label_ids")));
        }
        assertThat(ours).hasSameSizeAs(theirs);
        for (int row = 0; row < theirs.size(); row++) {
            assertThat(ours.get(row)).containsExactly(theirs.get(row), within(2e-3));
        }
    }

    /** @return logits of each row; the original writes a regression's values without their brackets */
    private static List<double[]> rows(JsonNode predictions) {
        List<double[]> rows = new ArrayList<>();
        for (JsonNode row : predictions) {
            rows.add(
                    row.isArray()
                            ? row.valueStream().mapToDouble(JsonNode::asDouble).toArray()
                            : new double[] {row.asDouble()});
        }
        return rows;
    }

    static List<TrainEvent> run(TrainSpec spec) throws Exception {
        List<TrainEvent> events = new ArrayList<>();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        status.complete(new TrainProcess(spec, events::add, () -> false).run());
                    } catch (Throwable e) {
                        status.completeExceptionally(e);
                    }
                })
                .start();
        assertThat(status.get()).isEqualTo(TrainMain.FINISHED);
        return events;
    }

    static <T extends TrainEvent> List<T> only(List<TrainEvent> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
