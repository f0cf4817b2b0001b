package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer of the Open Inference Protocol: {@code logits} FP32 [n, labels], and for one label of several {@code argmax} INT64 [n]. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record OipAnswer(
        String modelName, String modelVersion, @Nullable String id, List<Tensor> outputs) {

    static final String LOGITS = "logits";
    static final String ARGMAX = "argmax";

    /** @param data in one list, row after row */
    record Tensor(String name, String datatype, List<Integer> shape, List<Number> data) {}

    /** A tensor without values; -1: of any size. */
    record TensorKind(String name, String datatype, List<Integer> shape) {}

    /** What {@code GET /v2/models/{name}} answers. */
    record Model(
            String name, List<String> versions, String platform, List<TensorKind> inputs, List<TensorKind> outputs) {

        static Model of(String name, String version, List<String> labels, ProblemType problem) {
            List<TensorKind> outputs = new ArrayList<>();
            outputs.add(new TensorKind(LOGITS, "FP32", List.of(-1, labels.size())));
            if (problem == ProblemType.SINGLE_LABEL_CLASSIFICATION) {
                outputs.add(new TensorKind(ARGMAX, "INT64", List.of(-1)));
            }
            List<TensorKind> inputs = List.of(new TensorKind(OipRequest.TEXT, "BYTES", List.of(-1, -1)));
            return new Model(name, List.of(version), "tunewright", inputs, outputs);
        }
    }

    static OipAnswer of(String model, OipRequest request, Answer answer) {
        List<Prediction> rows = answer.predictions();
        List<Tensor> outputs = new ArrayList<>();
        if (request.wants(LOGITS)) {
            List<Number> data = new ArrayList<>();
            for (Prediction row : rows) {
                for (float logit : row.logits()) {
                    data.add(logit);
                }
            }
            outputs.add(new Tensor(LOGITS, "FP32", List.of(rows.size(), data.size() / rows.size()), data));
        }
        if (request.wants(ARGMAX) && rows.get(0).argmax() != null) {
            List<Number> data = new ArrayList<>();
            rows.forEach(row -> data.add(row.argmax()));
            outputs.add(new Tensor(ARGMAX, "INT64", List.of(rows.size()), data));
        }
        return new OipAnswer(model, answer.job().id().toString(), request.id(), outputs);
    }
}
