package dev.tunewright.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.tunewright.engine.data.Batch;
import dev.tunewright.engine.data.DataCollator;
import dev.tunewright.engine.data.DataCollatorWithPadding;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.nn.Packed;
import dev.tunewright.engine.nn.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Forward passes without gradients; safe for use by several threads. */
public final class Inference {

    /** Matrix products are at their best from here on, and a batch of so many tokens is small in memory. */
    private static final int TOKENS_AT_ONCE = 2048;

    private final AutoModelForSequenceClassification model;
    private final boolean bf16;
    private final DataCollator collator;
    private volatile boolean widens = true;

    public Inference(AutoModelForSequenceClassification model, boolean bf16) {
        this(model, bf16, DataCollatorWithPadding.forInference(model.placement().padToMultipleOf(bf16)));
    }

    public Inference(AutoModelForSequenceClassification model, boolean bf16, DataCollator collator) {
        this.model = model;
        this.bf16 = bf16;
        this.collator = collator;
    }

    /**
     * Batches rows of like length, so that attention sees little padding.
     *
     * @param batchSize rows at once, or more where they are short
     * @return float32 (rows, numLabels), in the data set's order
     */
    public float[][] logits(TokenizedDataset dataset, int batchSize) {
        int[] order = IntStream.range(0, dataset.size())
                .boxed()
                .sorted(Comparator.comparing(row -> -dataset.rows().get(row).length()))
                .mapToInt(Integer::intValue)
                .toArray();
        try (NDManager manager = model.manager().newSubManager()) {
            return read(answers(dataset, batchSize, order, manager), order.length);
        }
    }

    /** Logits of some rows, where the model's tensors lie. */
    private record Answer(int[] rows, NDArray logits) {}

    /** @param manager owns the answers; nothing is read before the last batch is on its way */
    private List<Answer> answers(TokenizedDataset dataset, int batchSize, int[] order, NDManager manager) {
        List<Answer> answers = new ArrayList<>();
        int start = 0;
        while (start < order.length) {
            int longest = Math.max(1, dataset.rows().get(order[start]).length());
            int size = widens ? Math.max(batchSize, TOKENS_AT_ONCE / longest) : batchSize;
            int[] rows = Arrays.copyOfRange(order, start, Math.min(order.length, start + size));
            try {
                answers.add(new Answer(rows, logits(collator.collate(dataset, rows), manager)));
                start += rows.length;
            } catch (RuntimeException | OutOfMemoryError e) {
                if (rows.length <= batchSize) {
                    throw e;
                }
                widens = false; // memory may suffice for what was asked for
            }
        }
        return answers;
    }

    private NDArray logits(Batch batch, NDManager owner) {
        try (NDManager manager = model.manager().newSubManager()) {
            Pass pass = Pass.evaluation(manager, model.placement(), bf16);
            NDArray logits = model.forward(Packed.of(manager, batch), pass);
            logits.attach(owner);
            return logits;
        }
    }

    private static float[][] read(List<Answer> answers, int rows) {
        float[][] logits = new float[rows][];
        for (Answer answer : answers) {
            float[] flat = answer.logits().toFloatArray();
            int width = flat.length / answer.rows().length;
            for (int i = 0; i < answer.rows().length; i++) {
                logits[answer.rows()[i]] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            }
        }
        return logits;
    }
}
