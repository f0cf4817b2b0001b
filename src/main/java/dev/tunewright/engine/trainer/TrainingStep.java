package dev.tunewright.engine.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.tunewright.engine.data.Batch;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.nn.AdamW;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Pass;
import java.util.List;

/**
 * Forward, backward and optimizer. All its randomness is a function of the seed and the step, so that a resumed run
 * repeats an undisturbed one bit for bit.
 */
final class TrainingStep {

    /**
     * @param loss mean over the step's samples
     * @param gradNorm global L2 norm before clipping
     * @param flos floating-point operations as the original estimates them: 6 for each weight and padded token
     */
    record Result(double loss, double gradNorm, double learningRate, double flos) {}

    private final AutoModelForSequenceClassification model;
    private final TrainingArguments arguments;
    private final AdamW optimizer;
    private final Pass.Training passes;
    private final TokenizedDataset train;
    private final long weights;
    private final DataCollatorWithPadding collator = new DataCollatorWithPadding();

    TrainingStep(AutoModelForSequenceClassification model, TokenizedDataset train, TrainingArguments arguments) {
        this.model = model;
        this.train = train;
        this.weights = model.sizeWithoutEmbeddings();
        this.arguments = arguments;
        AdamW.Options options = new AdamW.Options(
                arguments.adamBeta1(),
                arguments.adamBeta2(),
                arguments.adamEpsilon(),
                arguments.weightDecay(),
                arguments.maxGradNorm());
        passes = new Pass.Training(arguments.bf16(), arguments.seed());
        optimizer = new AdamW(model.parameters(), options, model.manager());
    }

    AdamW optimizer() {
        return optimizer;
    }

    /**
     * @param step number of steps taken before
     * @param batches rows of the train split, batch by batch. The step's loss is the mean of the batches' means, as in
     *     the original: only a smaller last batch of an epoch makes that differ from the mean over all rows
     */
    Result run(int step, List<int[]> batches, double learningRate) {
        try (NDManager scope = model.manager().newSubManager()) {
            model.parameters().track(scope);
            double loss = 0;
            long tokens = 0;
            for (int i = 0; i < batches.size(); i++) {
                Batch batch = collator.collate(train, batches.get(i));
                long microStep = (long) step * arguments.gradientAccumulationSteps() + i;
                loss += backward(scope, batch, batch.texts() * batches.size(), microStep);
                tokens += batch.paddedTokens();
            }
            double gradNorm = optimizer.step(scope, step + 1, learningRate);
            return new Result(loss, gradNorm, learningRate, 6.0 * tokens * weights);
        } finally {
            model.parameters().freeze();
        }
    }

    /** @param divisor of the sum of the rows' losses */
    private double backward(NDManager scope, Batch batch, int divisor, long microStep) {
        try (NDManager manager = scope.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            Pass pass = passes.begin(manager, microStep);
            NDArray logits = model.forward(Packed.of(manager, batch), pass);
            NDArray loss = Loss.of(logits, batch.labels(), arguments.labelSmoothingFactor(), divisor);
            pass.backward(collector, loss);
            return loss.getFloat();
        }
    }
}
