package dev.tunewright.engine.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.tunewright.engine.data.Batch;
import dev.tunewright.engine.data.DataCollator;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.nn.Optimizer;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Forward, backward and optimizer. All its randomness is a function of the seed and the step, so that a resumed run
 * repeats an undisturbed one bit for bit.
 */
final class TrainingStep {

    /** Micro-batches of one batch are this far apart in the numbers that their randomness comes from. */
    private static final int PIECE_SHIFT = 40;

    /**
     * @param figures float32: what each of the step's passes adds to its loss, and the norm; not read yet
     * @param flos floating-point operations as the original estimates them: 6 for each weight and padded token
     * @param paddedTokens each batch as wide as its longest text
     * @param tokens without padding
     * @param rows that went through the model at once
     */
    record Result(NDArray figures, double learningRate, double flos, long paddedTokens, long tokens, int rows) {

        /** To be called once. Waits, on a GPU, until the step is done. */
        Figures read() {
            float[] values;
            try (NDManager scratch = figures.getManager().newSubManager()) {
                figures.attach(scratch); // with it goes the copy that reading makes on the host
                values = figures.toFloatArray();
            }
            double loss = 0;
            for (int i = 0; i < values.length - 1; i++) {
                loss += values[i];
            }
            return new Figures(loss, values[values.length - 1]);
        }
    }

    /**
     * @param loss mean over the step's samples
     * @param gradNorm global L2 norm before clipping
     */
    record Figures(double loss, double gradNorm) {}

    /** The gradients of a step, on the model's leaves; closing the scope gives their memory back. */
    private record Gradients(NDManager scope, List<NDArray> losses) {}

    private final AutoModelForSequenceClassification model;
    private final TrainingArguments arguments;
    private final Optimizer optimizer;
    private final Pass.Training passes;
    private final TokenizedDataset train;
    private final DataCollator collator;
    private final RowsAtOnce rowsAtOnce;
    private final Runnable beforeUpdate;
    private final long weights;

    /** @param beforeUpdate returns when the weights may change */
    TrainingStep(
            AutoModelForSequenceClassification model,
            TokenizedDataset train,
            TrainingArguments arguments,
            DataCollator collator,
            RowsAtOnce rowsAtOnce,
            Runnable beforeUpdate) {
        this.model = model;
        this.train = train;
        this.weights = model.sizeWithoutEmbeddings();
        this.arguments = arguments;
        this.collator = collator;
        this.rowsAtOnce = rowsAtOnce;
        this.beforeUpdate = beforeUpdate;
        passes = new Pass.Training(model.placement(), arguments.bf16(), arguments.seed());
        optimizer = arguments.optimizer().create(arguments, model.parameters(), model.manager());
    }

    Optimizer optimizer() {
        return optimizer;
    }

    /**
     * @param step number of steps taken before
     * @param batches rows of the train split, batch by batch. The step's loss is the mean of the batches' means, as in
     *     the original: only a smaller last batch of an epoch makes that differ from the mean over all rows
     * @throws OutOfMemoryException if memory does not suffice, also for the smallest pieces that are allowed
     */
    Result run(int step, List<int[]> batches, double learningRate) {
        Gradients gradients = rowsAtOnce.run(rows -> gradients(step, batches, rows));
        try (NDManager scope = gradients.scope()) {
            beforeUpdate.run();
            NDArray gradNorm = optimizer.step(scope, step + 1, learningRate);
            NDArray figures = Optimizer.together(model.manager(), gradients.losses(), gradNorm);
            long padded = batches.stream()
                    .mapToLong(batch -> (long) batch.length * longest(batch))
                    .sum();
            long tokens = batches.stream().flatMapToInt(this::lengths).sum();
            double flos = 6.0 * padded * weights;
            return new Result(figures, learningRate, flos, padded, tokens, rowsAtOnce.rows());
        } finally {
            model.parameters().freeze();
        }
    }

    /** Leaves nothing behind if it fails, so that it can be done again. */
    private Gradients gradients(int step, List<int[]> batches, int rows) {
        NDManager scope = model.manager().newSubManager();
        try {
            model.parameters().track(scope);
            List<NDArray> losses = new ArrayList<>();
            for (int i = 0; i < batches.size(); i++) {
                long microStep = (long) step * arguments.gradientAccumulationSteps() + i;
                losses.addAll(inPieces(scope, batches.get(i), rows, batches.size(), microStep));
            }
            return new Gradients(scope, losses);
        } catch (RuntimeException | Error e) {
            model.parameters().freeze();
            scope.close();
            passes.release();
            throw e;
        }
    }

    /** The batch's mean loss is the same whatever pieces it runs in: each row counts by the batch's rows. */
    private List<NDArray> inPieces(NDManager scope, int[] batch, int rows, int batches, long microStep) {
        double noise = arguments.neftuneNoiseAlpha() / Math.sqrt(longest(batch));
        List<NDArray> losses = new ArrayList<>();
        for (int start = 0, piece = 0; start < batch.length; start += rows, piece++) {
            int[] part = Arrays.copyOfRange(batch, start, Math.min(batch.length, start + rows));
            try (NDManager manager = scope.newSubManager()) {
                Pass pass = passes.begin(manager, microStep + ((long) piece << PIECE_SHIFT), noise);
                NDArray loss = backward(pass, collator.collate(train, part), batch.length * batches);
                loss.attach(scope);
                losses.add(loss);
            }
        }
        return losses;
    }

    /** @param divisor of the sum of the rows' losses */
    private NDArray backward(Pass pass, Batch batch, int divisor) {
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray logits = model.forward(Packed.of(pass.manager(), batch), pass);
            NDArray loss = Loss.of(logits, batch.labels(), arguments.labelSmoothingFactor(), divisor);
            pass.backward(collector, loss);
            return loss.stopGradient();
        }
    }

    private int longest(int[] batch) {
        return lengths(batch).max().orElse(1);
    }

    private IntStream lengths(int[] batch) {
        return Arrays.stream(batch).map(row -> train.rows().get(row).length());
    }
}
