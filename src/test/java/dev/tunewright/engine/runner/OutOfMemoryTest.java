package dev.tunewright.engine.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.EngineException;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.data.Batch;
import dev.tunewright.engine.data.DataCollator;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.runner.TrainEvent.Evaluated;
import dev.tunewright.engine.runner.TrainEvent.Message;
import dev.tunewright.engine.runner.TrainEvent.Step;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.trainer.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A batch that memory does not suffice for runs in pieces, and nothing else changes. */
class OutOfMemoryTest {

    private static final String ALLOCATOR = "[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't"
            + " allocate memory: you tried to allocate 68719476736 bytes. Error code 12 (Cannot allocate memory)";
    private static final Map<String, Object> DROPOUT =
            Map.of("hidden_dropout_prob", 0.1, "attention_probs_dropout_prob", 0.1);

    @TempDir
    Path scratch;

    /** Fails to make a batch of more rows than memory has room for, after it has made some. */
    private static final class ScarceMemory implements DataCollator {

        private final DataCollatorWithPadding collator = new DataCollatorWithPadding();
        private final int room;
        private final int after;
        private final List<Integer> trained = new ArrayList<>();

        ScarceMemory(int room, int after) {
            this.room = room;
            this.after = after;
        }

        @Override
        public Batch collate(TokenizedDataset dataset, int[] indices) {
            if (trained.size() >= after && indices.length > room) {
                throw new EngineException(ALLOCATOR);
            }
            trained.add(indices.length);
            return collator.collate(dataset, indices);
        }
    }

    OutOfMemoryTest inFolder(Path folder) {
        scratch = folder;
        return this;
    }

    @Test
    void batchesInPiecesGiveTheSameCurve() throws Exception {
        Map<String, Object> arguments =
                Map.of("gradient_accumulation_steps", 2, "auto_find_batch_size", true, "eval_strategy", "no");
        List<TrainEvent> roomy = train("roomy", arguments, Map.of(), new DataCollatorWithPadding(), null, 1000);
        List<TrainEvent> scarce = train("scarce", arguments, Map.of(), new ScarceMemory(3, 9), null, 1000);

        List<Step> expected = GoldenTest.only(roomy, Step.class);
        List<Step> steps = GoldenTest.only(scarce, Step.class);
        assertThat(steps).hasSameSizeAs(expected);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(steps.get(i).loss())
                    .as("loss at step %s", i + 1)
                    .isCloseTo(expected.get(i).loss(), within(1e-5));
            assertThat(steps.get(i).gradNorm()).isCloseTo(expected.get(i).gradNorm(), within(1e-4));
            assertThat(steps.get(i).learningRate()).isEqualTo(expected.get(i).learningRate());
        }
        assertThat(GoldenTest.only(scarce, Message.class)).hasSize(2).allSatisfy(message -> {
            assertThat(message.code()).isEqualTo("out_of_memory");
            assertThat(message.text()).contains("per_device_train_batch_size", "DefaultCPUAllocator");
        });
        assertThat(GoldenTest.only(roomy, Message.class)).isEmpty();
    }

    /** With dropout, whose masks depend on the pieces: so they must be known to whoever goes on. */
    @Test
    void resumedRunStaysWithTheSmallerPiecesAndIsExact() throws Exception {
        Map<String, Object> arguments =
                Map.of("auto_find_batch_size", true, "save_strategy", "no", "eval_strategy", "no");
        List<TrainEvent> whole = train("whole", arguments, DROPOUT, new ScarceMemory(3, 0), null, 1000);
        List<TrainEvent> first = train("first", arguments, DROPOUT, new ScarceMemory(3, 0), null, 5);
        Path checkpoint = scratch.resolve("first/checkpoint-5");
        ScarceMemory memory = new ScarceMemory(3, 0);
        List<TrainEvent> second = train("second", arguments, DROPOUT, memory, checkpoint, 1000);

        JsonNode state = JsonMapper.shared().readTree(Files.readAllBytes(checkpoint.resolve("trainer_state.json")));
        assertThat(state.get("train_batch_size").asInt()).isEqualTo(2);
        assertThat(memory.trained).isNotEmpty().allMatch(rows -> rows <= 2);
        assertThat(GoldenTest.only(second, Message.class)).isEmpty();
        List<Double> losses = new ArrayList<>(losses(first));
        losses.addAll(losses(second));
        assertThat(losses).isEqualTo(losses(whole));
    }

    @Test
    void evaluationRunsInPiecesToo() throws Exception {
        Map<String, Object> arguments = Map.of(
                "auto_find_batch_size", true, "per_device_train_batch_size", 2, "per_device_eval_batch_size", 16);
        List<TrainEvent> roomy = train("roomy", arguments, Map.of(), new DataCollatorWithPadding(), null, 1000);
        List<TrainEvent> scarce = train("scarce", arguments, Map.of(), new ScarceMemory(5, 0), null, 1000);

        assertThat(GoldenTest.only(scarce, Message.class))
                .extracting(Message::text)
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("per_device_eval_batch_size"));
        assertThat(losses(scarce)).isEqualTo(losses(roomy));
        List<Evaluated> evaluations = GoldenTest.only(scarce, Evaluated.class);
        assertThat(evaluations).isNotEmpty();
        for (int i = 0; i < evaluations.size(); i++) {
            Map<String, Double> theirs =
                    GoldenTest.only(roomy, Evaluated.class).get(i).metrics();
            assertThat(evaluations.get(i).metrics().get("loss")).isCloseTo(theirs.get("loss"), within(1e-6));
        }
    }

    @Test
    void aSingleRowThatDoesNotFitFailsWithWhatWouldHelp() {
        Throwable failure = catchThrowable(
                () -> train("one", Map.of("auto_find_batch_size", true), Map.of(), new ScarceMemory(0, 0), null, 1000));

        TrainEvent.Failed failed = Failures.of(failure);
        assertThat(failed.code()).isEqualTo("out_of_memory");
        assertThat(failed.retryable()).isTrue();
        assertThat(failed.message()).contains("a single row", "dataset.max_length", "bf16", "smaller checkpoint");
    }

    @Test
    void aBatchThatDoesNotFitFailsWhereItMayNotBeHalved() {
        Throwable failure = catchThrowable(() -> train("off", Map.of(), Map.of(), new ScarceMemory(3, 0), null, 1000));

        TrainEvent.Failed failed = Failures.of(failure);
        assertThat(failed.code()).isEqualTo("out_of_memory");
        assertThat(failed.message())
                .contains(
                        "8 rows of per_device_train_batch_size", "auto_find_batch_size", "dataset.max_length", "bf16");
    }

    private List<TrainEvent> train(
            String folder,
            Map<String, Object> extra,
            Map<String, Object> config,
            DataCollator collator,
            @Nullable Path resume,
            int stopAfter)
            throws Exception {
        Map<String, Object> arguments = new HashMap<>(Map.of("max_steps", 12));
        arguments.putAll(extra);
        TrainTask task = Golden.read("bert", "golden.json").task(scratch, arguments, config);
        Preflight.Checked checked = Preflight.read(task);
        List<TrainEvent> events = new ArrayList<>();
        TrainSpec spec = new TrainSpec(task, scratch.resolve(folder), "cpu", resume);
        try (CheckpointFolder files = CheckpointFolder.open(task.checkpoint());
                AutoModelForSequenceClassification model = AutoModelForSequenceClassification.fromPretrained(
                        files,
                        Preflight.configFor(
                                files.config(), task, checked.dataset().labels()),
                        42);
                AutoTokenizer tokenizer = AutoTokenizer.fromPretrained(task.checkpoint(), null, model.maxPositions())) {
            Metrics metrics = Metrics.of(task.metrics(), checked.dataset().labels());
            new Trainer(model, tokenizer, checked.arguments(), checked.dataset(), metrics, spec.outputDir())
                    .setDataCollator(collator)
                    .addCallback(new EventCallback(
                            spec,
                            checked.dataset(),
                            checked.arguments(),
                            events::add,
                            () -> GoldenTest.only(events, Step.class).size() >= stopAfter))
                    .train(resume);
        }
        return events;
    }

    private static List<Double> losses(List<TrainEvent> events) {
        return GoldenTest.only(events, Step.class).stream().map(Step::loss).toList();
    }
}
