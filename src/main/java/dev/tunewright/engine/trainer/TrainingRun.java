package dev.tunewright.engine.trainer;

import dev.tunewright.engine.nn.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens around the steps of one training: logs, evaluations, checkpoints, and when it ends. */
final class TrainingRun implements AutoCloseable {

    private final Schedule schedule;
    private final TrainingArguments arguments;
    private final CheckpointStore checkpoints;
    private final List<TrainerCallback> callbacks;
    private final Supplier<Map<String, Double>> evaluation;
    private final BestMetric best;
    private TrainerState state = new TrainerState();
    private RowOrder order = RowOrder.sequential(0);
    private long startNanos;
    private int firstStep;
    private long firstToken;
    private @Nullable Path resumedFrom;
    private final boolean readsLate;
    private @Nullable Ended unread;
    private TrainerCallback.@Nullable Step last;
    private boolean interrupted;

    /** A step whose figures the device may still be working on. */
    private record Ended(TrainingStep.Result result, int step, double epoch) {}

    /** @param readsLate whether a step's figures are read when the next one is under way, which keeps a GPU busy */
    TrainingRun(
            Schedule schedule,
            CheckpointStore checkpoints,
            List<TrainerCallback> callbacks,
            Supplier<Map<String, Double>> evaluation,
            boolean readsLate) {
        this.readsLate = readsLate;
        this.schedule = schedule;
        this.arguments = schedule.arguments();
        this.checkpoints = checkpoints;
        this.callbacks = callbacks;
        this.evaluation = evaluation;
        this.best = new BestMetric(arguments);
    }

    /** @return where training begins: at its start, or where the checkpoint was saved */
    TrainerState restore(Optimizer optimizer, @Nullable Path resumeFromCheckpoint) {
        state = checkpoints.begin(schedule, optimizer, resumeFromCheckpoint);
        resumedFrom = resumeFromCheckpoint;
        return state;
    }

    void begin(RowOrder rows) {
        order = rows;
        startNanos = System.nanoTime();
        firstStep = state.globalStep;
        firstToken = state.numInputTokensSeen;
        callbacks.forEach(callback -> callback.onTrainBegin(state, schedule.maxSteps()));
        if (resumedFrom != null) {
            checkpoints
                    .adoptBest(state, resumedFrom)
                    .ifPresent(step -> tell(new CheckpointStore.Saved(step, List.of())));
        }
        if (firstStep == 0 && arguments.evalOnStart()) {
            evaluate();
        }
        if (firstStep > 0 && firstStep % schedule.stepsPerEpoch() == 0) {
            epochEnded();
        }
    }

    int globalStep() {
        return state.globalStep;
    }

    /** @return 0-based epoch of the next step */
    int epoch() {
        return state.globalStep / schedule.stepsPerEpoch();
    }

    boolean goesOn() {
        return !interrupted && !best.stopsEarly(state) && state.globalStep < schedule.maxSteps();
    }

    boolean goesOnIn(int epoch) {
        return goesOn() && epoch() == epoch;
    }

    void stepEnded(TrainingStep.Result result) {
        state.totalFlos += result.flos();
        state.numInputTokensSeen += counted(result);
        state.trainBatchSize = result.rows();
        state.globalStep++;
        state.epoch = schedule.epochAfter(state.globalStep);
        state.epochEnded = false;
        readEarlierSteps();
        unread = new Ended(result, state.globalStep, state.epoch);
        if (!readsLate) {
            readEarlierSteps();
        }
        checkpoints.written(false).ifPresent(this::tell);
        act(schedule.afterStep(state.globalStep));
        if (callbacks.stream().anyMatch(TrainerCallback::shouldStop)) {
            interrupted = state.globalStep < schedule.maxSteps();
        }
    }

    /** What is told of a run never runs ahead of this: logs, evaluations and checkpoints come after the steps before them. */
    private void readEarlierSteps() {
        Ended ended = unread;
        if (ended == null) {
            return;
        }
        unread = null;
        TrainingStep.Figures figures = ended.result().read();
        Instant time = Instant.now().truncatedTo(ChronoUnit.MICROS);
        state.addLoss(figures.loss(), arguments.loggingNanInfFilter());
        TrainerCallback.Step step = new TrainerCallback.Step(
                ended.step(), ended.epoch(), figures.loss(), ended.result().learningRate(), figures.gradNorm(), time);
        last = step;
        callbacks.forEach(callback -> callback.onStepEnd(step));
    }

    private long counted(TrainingStep.Result result) {
        return switch (arguments.includeNumInputTokensSeen()) {
            case "all" -> result.paddedTokens();
            case "non_padding" -> result.tokens();
            default -> 0;
        };
    }

    /** Once for each epoch, also where a checkpoint was taken between its last step and this. */
    void epochEnded() {
        boolean due = !interrupted || state.globalStep % schedule.stepsPerEpoch() == 0;
        if (due && !state.epochEnded) {
            state.epochEnded = true;
            if (checkpoints.isOnItsWay(state.globalStep)) {
                close(); // It knows nothing of what comes now, so it is told before: a resume tells what comes again.
            }
            act(schedule.afterEpoch(state.epoch));
        }
    }

    private void act(Schedule.Actions actions) {
        if (actions.log() || actions.evaluate() || actions.save()) {
            readEarlierSteps();
        }
        if (actions.log() && state.globalStep > state.lastLoggedStep) {
            log();
        }
        boolean better = actions.evaluate() && evaluate();
        if (actions.save() || better && "best".equals(arguments.saveStrategy())) {
            save(arguments.saveOnlyModel());
        }
    }

    private void log() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("loss", state.takeMeanLoss());
        if (last != null) {
            values.put("grad_norm", last.gradNorm());
            values.put("learning_rate", last.learningRate());
        }
        publish(values, tokensSeen(true));
    }

    /** @param withSpeed as the original has it where a mean loss is logged */
    private Map<String, Object> tokensSeen(boolean withSpeed) {
        Map<String, Object> seen = new LinkedHashMap<>();
        if (!"no".equals(arguments.includeNumInputTokensSeen())) {
            seen.put("num_input_tokens_seen", state.numInputTokensSeen);
            if (withSpeed) {
                double seconds = (System.nanoTime() - startNanos) / 1e9;
                seen.put("train_runtime", seconds);
                seen.put("train_tokens_per_second", (state.numInputTokensSeen - firstToken) / seconds);
            }
        }
        return seen;
    }

    /** @return whether it is the best evaluation so far */
    private boolean evaluate() {
        order.evaluationBegins();
        Map<String, Double> metrics = evaluation.get();
        boolean better = best.update(state, metrics);
        Map<String, Object> values = new LinkedHashMap<>();
        metrics.forEach((name, value) -> values.put("eval_" + name, value));
        publish(values, tokensSeen(false));
        callbacks.forEach(callback -> callback.onEvaluate(state, metrics));
        return better;
    }

    private void publish(Map<String, Object> values, Map<String, Object> tokens) {
        Map<String, Object> entry = state.log(values, tokens);
        callbacks.forEach(callback -> callback.onLog(entry));
    }

    private void save(boolean onlyModel) {
        checkpoints.written(true).ifPresent(this::tell);
        checkpoints.save(state, onlyModel);
    }

    private void tell(CheckpointStore.Saved saved) {
        callbacks.forEach(callback -> callback.onSave(saved.step(), checkpoints.folder(saved.step()), saved.removed()));
    }

    /** However training ended: the last step is told, and a checkpoint that is on its way arrives, and is told. */
    @Override
    public void close() {
        try {
            readEarlierSteps();
        } finally {
            checkpoints.written(true).ifPresent(this::tell);
        }
    }

    void saveState(Path folder) throws IOException {
        checkpoints.saveState(state, folder);
    }

    /** Logs the summary and leaves the model as it is to be kept; an interrupted run leaves a checkpoint instead. */
    TrainOutput end() {
        close();
        int steps = state.globalStep - firstStep;
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double trainLoss = (state.lossUpToLog + state.lossSinceLog) / Math.max(1, state.globalStep);
        if (interrupted) {
            if (!checkpoints.hasResumable(state.globalStep)) {
                save(false);
                close();
            }
            return new TrainOutput(state.globalStep, state.globalStep, trainLoss, Map.of(), true);
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("train_runtime", seconds);
        metrics.put("train_samples_per_second", schedule.samples() * steps / schedule.maxSteps() / seconds);
        metrics.put("train_steps_per_second", steps / seconds);
        metrics.put("total_flos", state.totalFlos);
        metrics.put("train_loss", trainLoss);
        publish(new LinkedHashMap<>(metrics), tokensSeen(false));
        int modelStep = state.globalStep;
        if (arguments.loadBestModelAtEnd() && state.bestGlobalStep != null) {
            modelStep = state.bestGlobalStep;
            checkpoints.load(modelStep);
        }
        return new TrainOutput(state.globalStep, modelStep, trainLoss, metrics, false);
    }
}
