package dev.tunewright.engine.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.tunewright.engine.nn.Transfer;
import java.util.Arrays;

/** What a prediction costs, as the original's model computes it. */
final class Loss {

    private Loss() {}

    /**
     * The training loss, differentiable: cross-entropy {@code (1-ε) NLL + ε mean over classes of -log p}; the squared error
     * where there is a single logit; where a text may have several labels, the mean over the classes of the binary
     * cross-entropy {@code (1-y)x - log sigmoid(x)}, as {@code BCEWithLogitsLoss}.
     *
     * @param logits float32 (B, numLabels)
     * @param labels class id or value of each row (B), or 1 or 0 for each class (B*numLabels)
     * @param smoothing ε, the share of each label that is spread over all classes; 0 unless each row has one class
     * @param divisor what the sum over rows is divided by
     * @return float32 scalar
     */
    static NDArray of(NDArray logits, double[] labels, double smoothing, int divisor) {
        NDManager manager = logits.getManager();
        int rows = (int) logits.getShape().get(0);
        int classes = (int) logits.getShape().get(1);
        boolean oneHot = classes > 1 && labels.length == rows;
        float[] target = new float[rows * classes];
        for (int at = 0; at < target.length; at++) {
            target[at] =
                    oneHot ? smoothed(labels[at / classes] == at % classes, smoothing, classes) : (float) labels[at];
        }
        NDArray expected = Transfer.of(manager, target, new Shape(rows, classes));
        if (classes == 1) {
            return logits.sub(expected).square().sum().div(Transfer.scalar(manager, divisor));
        }
        if (oneHot) {
            return logits.logSoftmax(1).mul(expected).sum().div(Transfer.scalar(manager, -divisor));
        }
        NDArray negativeLogSigmoid = Activation.softPlus(logits.neg());
        NDArray ofRest = logits.mul(Transfer.scalar(manager, 1).sub(expected));
        return ofRest.add(negativeLogSigmoid).sum().div(Transfer.scalar(manager, (double) divisor * classes));
    }

    private static float smoothed(boolean isLabel, double smoothing, int classes) {
        return (float) ((isLabel ? 1 - smoothing : 0) + smoothing / classes);
    }

    /** @return what each row adds to the loss that {@link #of} computes, in float64; NaN where it has no label */
    static double[] ofRows(float[][] logits, double[] labels, double smoothing) {
        double[] losses = new double[logits.length];
        int targets = labels.length / Math.max(1, logits.length);
        for (int row = 0; row < losses.length; row++) {
            double[] label = Arrays.copyOfRange(labels, row * targets, (row + 1) * targets);
            boolean none = Double.isNaN(label[0]);
            losses[row] = none
                    ? Double.NaN
                    : targets > 1 ? ofRow(logits[row], label) : ofRow(logits[row], label[0], smoothing);
        }
        return losses;
    }

    static double mean(double[] losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum / losses.length;
    }

    /** @param label 1 or 0 for each class (numLabels) */
    private static double ofRow(float[] logits, double[] label) {
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            double x = logits[c];
            sum += Math.max(x, 0) - x * label[c] + Math.log1p(Math.exp(-Math.abs(x)));
        }
        return sum / logits.length;
    }

    private static double ofRow(float[] logits, double label, double smoothing) {
        if (logits.length == 1) {
            return Math.pow(logits[0] - label, 2);
        }
        double largest = Double.NEGATIVE_INFINITY;
        double mean = 0;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
            mean += (double) logit / logits.length;
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        double logSum = largest + Math.log(sum);
        return (1 - smoothing) * (logSum - logits[(int) label]) + smoothing * (logSum - mean);
    }
}
