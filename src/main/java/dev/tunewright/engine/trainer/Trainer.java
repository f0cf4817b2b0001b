package dev.tunewright.engine.trainer;

import dev.tunewright.engine.data.DataCollator;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.Inference;
import dev.tunewright.engine.nn.Placement;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's {@code Trainer} for text classification: same arguments, same order of rows, same formulas, so the same
 * curve. With dropout 0 the loss of every step equals the original's.
 *
 * <p>Trains on the caller's thread. One training at a time in a process: PyTorch's generator, which orders rows and fills
 * new weights, is shared by all threads.
 */
public final class Trainer {

    private final AutoModelForSequenceClassification model;
    private final AutoTokenizer tokenizer;
    private final TrainingArguments arguments;
    private final Path outputDir;
    private final Metrics metrics;
    private final RowsAtOnce evaluationRows;
    private final String evaluatedSplit;
    private final Dataset dataset;
    private final Map<String, TokenizedDataset> tokenized = new ConcurrentHashMap<>();
    private final List<TrainerCallback> callbacks = new ArrayList<>();
    private @Nullable TrainingRun lastRun;
    private DataCollator collator;

    /** @param outputDir where {@code checkpoint-<step>} folders go */
    public Trainer(
            AutoModelForSequenceClassification model,
            AutoTokenizer tokenizer,
            TrainingArguments arguments,
            Dataset dataset,
            Metrics metrics,
            Path outputDir) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.arguments = arguments;
        this.outputDir = outputDir;
        this.metrics = metrics;
        this.evaluationRows = rowsAtOnce("per_device_eval_batch_size", arguments.evalBatchSize());
        this.evaluatedSplit = dataset.evaluatedSplit().orElse("validation");
        this.dataset = dataset;
        this.collator = new DataCollatorWithPadding(model.placement().padToMultipleOf(arguments.bf16()));
    }

    public Trainer addCallback(TrainerCallback callback) {
        callbacks.add(callback);
        return this;
    }

    /** @return what makes the batches of training and evaluation */
    public DataCollator dataCollator() {
        return collator;
    }

    /** @param dataCollator makes the batches of training and evaluation, instead of {@link DataCollatorWithPadding} */
    public Trainer setDataCollator(DataCollator dataCollator) {
        collator = dataCollator;
        return this;
    }

    /** @return whether training can go on from the checkpoint; not where {@code save_only_model} left the rest out */
    public static boolean canResume(Path checkpoint) {
        return new Checkpoint(checkpoint).isResumable();
    }

    /** Trains from the start. */
    public TrainOutput train() {
        return train(null);
    }

    /**
     * Trains to the end, or until a callback asks to stop.
     *
     * @param resumeFromCheckpoint a {@code checkpoint-<step>} folder of the same job, whose curve then goes on exactly
     */
    public TrainOutput train(@Nullable Path resumeFromCheckpoint) {
        TokenizedDataset train = tokenized("train");
        Schedule schedule = Schedule.of(arguments, train.size());
        CheckpointStore checkpoints = new CheckpointStore(outputDir, model, tokenizer, arguments);
        RowsAtOnce rows = rowsAtOnce("per_device_train_batch_size", arguments.trainBatchSize());
        TrainingStep step = new TrainingStep(model, train, arguments, collator, rows, checkpoints::awaitRead);
        boolean readsLate = model.placement() == Placement.DEVICE;
        try (TrainingRun run = new TrainingRun(schedule, checkpoints, callbacks, this::evaluate, readsLate)) {
            lastRun = run;
            TrainerState state = run.restore(step.optimizer(), resumeFromCheckpoint);
            if (arguments.autoFindBatchSize()) {
                rows.limit(state.trainBatchSize);
            }
            Sampler sampler = Sampler.of(arguments, train, state);
            run.begin(sampler.order());
            while (run.goesOn()) {
                int epoch = run.epoch();
                List<int[]> batches = sampler.batches(epoch);
                while (run.goesOnIn(epoch)) {
                    List<int[]> next = schedule.batchesOfStep(run.globalStep(), batches);
                    run.stepEnded(step.run(run.globalStep(), next, schedule.learningRate(run.globalStep())));
                }
                run.epochEnded();
            }
            return run.end();
        }
    }

    /**
     * Writes {@code trainer_state.json} into a folder, with the whole log history.
     *
     * @throws IllegalStateException if nothing was trained yet
     */
    public void saveState(Path folder) throws IOException {
        if (lastRun == null) {
            throw new IllegalStateException("there is no state before training; call train first");
        }
        lastRun.saveState(folder);
    }

    /** @return scores of {@link Dataset#evaluatedSplit}: {@code loss}, {@code <metric>}, …, {@code runtime} in seconds */
    public Map<String, Double> evaluate() {
        return evaluator().run(tokenized(evaluatedSplit), "").metrics();
    }

    /** @param split {@code validation}, {@code test} or another of the data set's */
    public PredictionOutput predict(String split) {
        return evaluator().run(tokenized(split), "test");
    }

    private Evaluator evaluator() {
        return new Evaluator(new Inference(model, arguments.bf16(), collator), metrics, arguments, evaluationRows);
    }

    private RowsAtOnce rowsAtOnce(String argument, int rows) {
        return new RowsAtOnce(
                argument,
                rows,
                arguments.autoFindBatchSize(),
                (halved, now, reason) -> callbacks.forEach(callback -> callback.onOutOfMemory(halved, now, reason)));
    }

    /** @param tokens the split's rows, made beforehand by this trainer's tokenizer */
    public Trainer setTokenized(String split, TokenizedDataset tokens) {
        tokenized.put(split, tokens);
        return this;
    }

    /**
     * May be called beside a training.
     *
     * @return the rows of a split as token ids, made when they are asked for the first time
     */
    public TokenizedDataset tokenized(String split) {
        return tokenized.computeIfAbsent(split, absent -> TokenizedDataset.of(dataset, absent, tokenizer));
    }
}
