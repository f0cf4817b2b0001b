package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /predict}. */
@RestController
@ConditionalOnRole(Role.PREDICT)
class PredictController {

    private final TrainedJobs jobs;
    private final ModelRegistry models;
    private final PredictSettings settings;
    private final PredictMetrics metrics;

    PredictController(TrainedJobs jobs, ModelRegistry models, PredictSettings settings, PredictMetrics metrics) {
        this.jobs = jobs;
        this.models = models;
        this.settings = settings;
        this.metrics = metrics;
    }

    @PostMapping(
            path = "/predict",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Classifies texts or pairs of texts",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = PredictRequest.class))))
    PredictResponse predict(@RequestBody byte[] body) {
        return metrics.timed(() -> answer(PredictRequest.read(body, settings)));
    }

    private PredictResponse answer(PredictRequest request) {
        JobDirectory.Entry job = jobs.named(request.model());
        try (ModelRegistry.Lease lease = models.acquire(job)) {
            return new PredictResponse(
                    PredictResponse.Model.of(job), lease.model().predict(request.inputs()));
        }
    }
}
