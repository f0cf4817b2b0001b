package dev.tunewright.engine.trainer;

import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.nn.Optimizer;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one training: written, one at a time and beside the next steps, resumed from, and dropped beyond
 * {@code save_total_limit}.
 */
final class CheckpointStore {

    /**
     * A checkpoint that lies on the disk under its name.
     *
     * @param removed older checkpoints that are gone now
     */
    record Saved(int step, List<Path> removed) {}

    private final Path outputDir;
    private final AutoModelForSequenceClassification model;
    private final AutoTokenizer tokenizer;
    private final TrainingArguments arguments;
    private final TreeSet<Integer> steps = new TreeSet<>();
    private final Map<String, Object> planned = new LinkedHashMap<>();
    private @Nullable Optimizer optimizer;
    private @Nullable CheckpointWrite write;
    private Saved onItsWay = new Saved(0, List.of());

    CheckpointStore(
            Path outputDir,
            AutoModelForSequenceClassification model,
            AutoTokenizer tokenizer,
            TrainingArguments arguments) {
        this.outputDir = outputDir;
        this.model = model;
        this.tokenizer = tokenizer;
        this.arguments = arguments;
    }

    /** @return the state to go on from, with model and optimizer as they were then */
    TrainerState begin(Schedule schedule, Optimizer newOptimizer, @Nullable Path resumeFromCheckpoint) {
        optimizer = newOptimizer;
        planned.put("eval_steps", arguments.evalSteps(schedule.maxSteps()));
        planned.put("logging_steps", arguments.loggingSteps(schedule.maxSteps()));
        planned.put("max_steps", schedule.maxSteps());
        planned.put("num_train_epochs", (int) Math.ceil((double) schedule.maxSteps() / schedule.stepsPerEpoch()));
        planned.put("save_steps", arguments.saveSteps(schedule.maxSteps()));
        if (resumeFromCheckpoint == null) {
            TrainerState fresh = new TrainerState();
            fresh.trainBatchSize = arguments.trainBatchSize();
            return fresh;
        }
        Checkpoint checkpoint = new Checkpoint(resumeFromCheckpoint);
        checkpoint.readModel(model);
        checkpoint.readOptimizer(newOptimizer);
        TrainerState state = checkpoint.readState();
        state.resumedFromSteps.add(state.globalStep);
        steps.addAll(stepsBefore(state.globalStep));
        return state;
    }

    /** @return steps of the checkpoints that this very folder has from before a resume; they count towards the limit */
    private List<Integer> stepsBefore(int resumedStep) {
        String[] names = Objects.requireNonNullElse(outputDir.toFile().list(), new String[0]);
        return Stream.of(names)
                .filter(name -> name.matches("checkpoint-\\d{1,9}"))
                .map(name -> Integer.parseInt(name.substring("checkpoint-".length())))
                .filter(step -> step <= resumedStep)
                .toList();
    }

    /**
     * Takes over the best checkpoint of the run that is resumed: it may be needed at the end, when that run's folders are
     * long gone.
     *
     * @return its step; empty where no best model is asked for, or none was found yet
     */
    Optional<Integer> adoptBest(TrainerState state, Path resumeFromCheckpoint) {
        Integer best = state.bestGlobalStep;
        if (best == null || !arguments.loadBestModelAtEnd() || Files.exists(folder(best))) {
            return Optional.empty();
        }
        Path earlier = resumeFromCheckpoint.resolveSibling("checkpoint-" + best);
        AtomicFolder.write(folder(best), copy -> {
            try (Stream<Path> files = Files.list(earlier)) {
                for (Path file : files.toList()) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        });
        steps.add(best);
        return Optional.of(best);
    }

    Path folder(int step) {
        return Checkpoint.at(outputDir, step).folder();
    }

    /** @return whether that step's checkpoint is there and can be resumed from */
    boolean hasResumable(int step) {
        return steps.contains(step) && Checkpoint.at(outputDir, step).isResumable();
    }

    /**
     * Begins to write a checkpoint: {@link #awaitRead} before weights change, {@link #written} when it is there.
     *
     * @param onlyModel whether the optimizer's state is left out, so that nothing can be resumed from it
     */
    void save(TrainerState state, boolean onlyModel) {
        if (optimizer == null || write != null) {
            throw new IllegalStateException(
                    "Indicates a bug: a checkpoint is saved before training, or before the last");
        }
        steps.add(state.globalStep);
        describe(state);
        Checkpoint checkpoint = Checkpoint.at(outputDir, state.globalStep);
        Checkpoint.Contents contents = new Checkpoint.Contents(
                model, tokenizer, Checkpoint.json(state, planned), onlyModel ? null : optimizer);
        List<Path> beyond =
                arguments.saveTotalLimit().map(limit -> beyond(limit, state)).orElse(List.of());
        onItsWay = new Saved(state.globalStep, beyond);
        write = new CheckpointWrite(read -> {
            checkpoint.write(contents, read);
            beyond.forEach(CheckpointStore::delete);
        });
    }

    /** Returns when weights and optimizer may change. */
    void awaitRead() {
        if (write != null) {
            write.awaitRead();
        }
    }

    /** @return whether that step's checkpoint was not told of as {@link #written} yet */
    boolean isOnItsWay(int step) {
        return write != null && onItsWay.step() == step;
    }

    /**
     * @param wait whether for one that is still on its way
     * @return the checkpoint that has come to lie on the disk; empty if none has since the last call
     */
    Optional<Saved> written(boolean wait) {
        CheckpointWrite last = write;
        if (last == null || !wait && !last.isDone()) {
            return Optional.empty();
        }
        write = null;
        last.awaitWhole();
        return Optional.of(onItsWay);
    }

    /** Writes {@code trainer_state.json} alone. */
    void saveState(TrainerState state, Path folder) throws IOException {
        describe(state);
        Checkpoint.writeState(folder, Checkpoint.json(state, planned));
    }

    private void describe(TrainerState state) {
        boolean bestIsSaved = state.bestGlobalStep != null && steps.contains(state.bestGlobalStep);
        planned.put("best_model_checkpoint", bestIsSaved ? "checkpoint-" + state.bestGlobalStep : null);
        planned.put("stateful_callbacks", statefulCallbacks(state));
    }

    /** What the original's own callbacks write while a checkpoint is saved. */
    private Map<String, Object> statefulCallbacks(TrainerState state) {
        boolean last = planned.get("max_steps") instanceof Integer maxSteps && state.globalStep >= maxSteps;
        Map<String, Object> callbacks = new LinkedHashMap<>();
        Map<String, Boolean> control = Map.of(
                "should_epoch_stop", false,
                "should_evaluate", false,
                "should_log", false,
                "should_save", true,
                "should_training_stop", last);
        callbacks.put("TrainerControl", Map.of("args", control, "attributes", Map.of()));
        arguments.earlyStoppingPatience().ifPresent(patience -> {
            Map<String, Object> given = Map.of(
                    "early_stopping_patience",
                    patience,
                    "early_stopping_threshold",
                    arguments.earlyStoppingThreshold());
            Map<String, Object> used = Map.of("early_stopping_patience_counter", state.patienceUsed);
            callbacks.put("EarlyStoppingCallback", Map.of("args", given, "attributes", used));
        });
        return callbacks;
    }

    /** The oldest go first, never the best one and never the newest, which a resume needs. */
    private List<Path> beyond(int limit, TrainerState state) {
        Integer best = arguments.loadBestModelAtEnd() ? state.bestGlobalStep : null;
        int kept = best != null && limit == 1 && best != state.globalStep ? 2 : limit;
        List<Path> removed = new ArrayList<>();
        for (int step : List.copyOf(steps)) {
            if (steps.size() > kept && step != state.globalStep && (best == null || step != best)) {
                steps.remove(step);
                removed.add(folder(step));
            }
        }
        return removed;
    }

    private static void delete(Path folder) {
        try {
            AtomicFolder.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the old checkpoint " + folder, e);
        }
    }

    /** The model gets the weights that it had at that step. */
    void load(int step) {
        Checkpoint.at(outputDir, step).readModel(model);
    }
}
