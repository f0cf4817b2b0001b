package dev.tunewright.service.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tunewright.service.job.JobDirectory;
import java.util.List;
import java.util.UUID;

/** The answer of {@code POST /predict}. */
record PredictResponse(Model model, List<Prediction> predictions) {

    static PredictResponse of(Answer answer, PredictRequest request) {
        Integer topK = request.topK();
        List<Prediction> predictions = topK == null
                ? answer.predictions()
                : answer.predictions().stream()
                        .map(prediction -> prediction.withTop(answer.labels(), topK))
                        .toList();
        return new PredictResponse(Model.of(answer.job()), predictions);
    }

    /** @param checkpointStep global step that the model is from */
    record Model(
            @JsonProperty("job_id") UUID jobId,
            String name,
            @JsonProperty("checkpoint_step") int checkpointStep) {

        static Model of(JobDirectory.Entry job) {
            return new Model(job.id(), job.name(), job.step());
        }
    }
}
