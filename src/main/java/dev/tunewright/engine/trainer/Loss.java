package dev.tunewright.engine.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** What a prediction costs, as the original's model computes it. */
final class Loss {

    private Loss() {}

    /**
     * The training loss, differentiable: cross-entropy {@code (1-ε) NLL + ε mean over classes of -log p}, or the squared
     * error where there is a single logit.
     *
     * @param logits float32 (B, numLabels)
     * @param labels class id or value of each row (B)
     * @param smoothing ε, the share of each label that is spread over all classes
     * @param divisor what the sum over rows is divided by
     * @return float32 scalar
     */
    static NDArray of(NDArray logits, double[] labels, double smoothing, int divisor) {
        NDManager manager = logits.getManager();
        int classes = (int) logits.getShape().get(1);
        float[] target = new float[labels.length * classes];
        if (classes == 1) {
            for (int row = 0; row < labels.length; row++) {
                target[row] = (float) labels[row];
            }
            return logits.sub(manager.create(target, new Shape(labels.length, 1)))
                    .square()
                    .sum()
                    .div(divisor);
        }
        for (int at = 0; at < target.length; at++) {
            double hot = labels[at / classes] == at % classes ? 1 - smoothing : 0;
            target[at] = (float) (hot + smoothing / classes);
        }
        return logits.logSoftmax(1)
                .mul(manager.create(target, new Shape(labels.length, classes)))
                .sum()
                .div(-divisor);
    }

    /** @return what each row adds to the loss that {@link #of} computes, in float64; NaN where it has no label */
    static double[] ofRows(float[][] logits, double[] labels, double smoothing) {
        double[] losses = new double[logits.length];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = Double.isNaN(labels[row]) ? Double.NaN : ofRow(logits[row], labels[row], smoothing);
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
