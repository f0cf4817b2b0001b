package dev.tunewright.engine.metric;

/** Logits as shares of one. */
public final class Softmax {

    private Softmax() {}

    /** @return (numLabels), shifted by the largest logit, so that no exponential overflows */
    public static double[] of(float[] logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        double[] scores = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            scores[i] = Math.exp(logits[i] - largest);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
        return scores;
    }
}
