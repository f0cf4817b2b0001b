package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.metric.Sigmoid;
import dev.tunewright.engine.metric.Softmax;
import dev.tunewright.engine.tokenizer.Encoding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row's answer.
 *
 * @param logits (numLabels), unnormalised; the value itself for regression
 * @param scores softmax of the logits; where a text may have several labels, the sigmoid of each; null for regression
 * @param argmax id of the largest logit; null for regression and where a text may have several labels
 * @param label its name
 * @param labels names of those whose score is above 0.5, where a text may have several; else null
 * @param topK the best labels, best first, where they were asked for; never for regression
 * @param tokens the row's tokens, special ones included
 * @param truncated whether tokens were left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Prediction(
        float[] logits,
        double @Nullable [] scores,
        @Nullable Integer argmax,
        @Nullable String label,
        @Nullable List<String> labels,
        @JsonProperty("top_k") @Nullable List<LabelScore> topK,
        int tokens,
        boolean truncated) {

    /** @param labels names of the class ids */
    static Prediction of(ProblemType problem, float[] logits, List<String> labels, Encoding encoding) {
        int tokens = encoding.length();
        boolean truncated = encoding.truncated();
        return switch (problem) {
            case REGRESSION -> new Prediction(logits, null, null, null, null, null, tokens, truncated);
            case SINGLE_LABEL_CLASSIFICATION -> {
                int argmax = Metrics.argmax(logits);
                yield new Prediction(
                        logits, Softmax.of(logits), argmax, labels.get(argmax), null, null, tokens, truncated);
            }
            case MULTI_LABEL_CLASSIFICATION -> {
                List<String> above =
                        Sigmoid.above(logits).stream().map(labels::get).toList();
                yield new Prediction(logits, Sigmoid.of(logits), null, null, above, null, tokens, truncated);
            }
        };
    }

    /** @param names of the class ids */
    Prediction withTop(List<String> names, int most) {
        List<LabelScore> top = scores == null ? null : LabelScore.ranked(names, scores, most);
        return new Prediction(logits, scores, argmax, label, labels, top, tokens, truncated);
    }
}
