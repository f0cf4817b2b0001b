package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Predictions for more rows than fit into a request: JSON lines, answered while they come in. */
@RestController
@ConditionalOnRole(Role.PREDICT)
class BulkController {

    /** A pair of texts of which every character is escaped, and what stands around them. */
    private static final long BYTES_PER_CHARACTER = 2 * 6;

    private static final int BYTES_AROUND = 1024;

    private final Predictor predictor;
    private final TrainedJobs jobs;
    private final PredictSettings settings;
    private final JsonMapper json;

    BulkController(Predictor predictor, TrainedJobs jobs, PredictSettings settings, JsonMapper json) {
        this.predictor = predictor;
        this.jobs = jobs;
        this.settings = settings;
        this.json = json;
    }

    @PostMapping(path = "/models/{name}/predict", consumes = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            summary = "Classifies texts or pairs of texts, one a line",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(type = "string"))))
    @ApiResponse(
            responseCode = "200",
            description = "a prediction for each line, or an `error` in its place, in the lines' order",
            content = @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string")))
    void predict(
            @PathVariable String name,
            @RequestParam(defaultValue = "true") boolean truncate,
            @RequestParam(name = "top_k", required = false) @Nullable Integer topK,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (topK != null && topK < 1) {
            throw new InvalidInputException("top_k", "must be at least 1, was " + topK);
        }
        String model = jobs.named(name).id().toString();
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        long lineBytes = settings.maxTextLength() * BYTES_PER_CHARACTER + BYTES_AROUND;
        new BulkPrediction(
                        predictor,
                        model,
                        truncate,
                        topK,
                        Caller.of(request, settings).patience(),
                        settings,
                        json)
                .run(new JsonLines(request.getInputStream(), lineBytes), response.getOutputStream());
    }
}
