package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tunewright.engine.metric.Softmax;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row's answer.
 *
 * @param logits (numLabels), unnormalised; the value itself for regression
 * @param scores softmax of the logits; null for regression
 * @param tokens the row's tokens, special ones included
 * @param truncated whether tokens were left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Prediction(
        float[] logits,
        double @Nullable [] scores,
        @Nullable Integer argmax,
        @Nullable String label,
        int tokens,
        boolean truncated) {

    static Prediction value(float[] logits, Encoding encoding) {
        return new Prediction(logits, null, null, null, encoding.length(), encoding.truncated());
    }

    static Prediction ofClasses(float[] logits, List<String> labels, Encoding encoding) {
        int argmax = 0;
        for (int i = 1; i < logits.length; i++) {
            argmax = logits[i] > logits[argmax] ? i : argmax;
        }
        return new Prediction(
                logits, Softmax.of(logits), argmax, labels.get(argmax), encoding.length(), encoding.truncated());
    }
}
