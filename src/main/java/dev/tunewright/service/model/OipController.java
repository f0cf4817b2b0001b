package dev.tunewright.service.model;

import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The Open Inference Protocol, version 2, as KServe, Triton and their clients speak it over HTTP. */
@RestController
@RequestMapping(path = "/v2", produces = MediaType.APPLICATION_JSON_VALUE)
@ConditionalOnRole(Role.PREDICT)
class OipController {

    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private final Predictor predictor;
    private final ModelCatalog catalog;
    private final PredictSettings settings;
    private final ApplicationAvailability availability;

    OipController(
            Predictor predictor, ModelCatalog catalog, PredictSettings settings, ApplicationAvailability availability) {
        this.predictor = predictor;
        this.catalog = catalog;
        this.settings = settings;
        this.availability = availability;
    }

    /** What the server is. */
    record Server(String name, String version, List<String> extensions) {}

    @GetMapping
    Server server() {
        String version = OipController.class.getPackage().getImplementationVersion();
        return new Server("tunewright", version == null ? "development" : version, List.of("binary_tensor_data"));
    }

    @GetMapping("/health/live")
    Map<String, Boolean> live() {
        return Map.of("live", true);
    }

    /** Once the models of {@code tunewright.predict.preload} are loaded. */
    @GetMapping("/health/ready")
    ResponseEntity<Map<String, Boolean>> ready() {
        boolean ready = availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
        return ResponseEntity.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(Map.of("ready", ready));
    }

    @GetMapping("/models/{name}")
    OipAnswer.Model model(@PathVariable String name) throws IOException {
        JobDirectory.Entry job = catalog.find(name);
        ModelConfig config = catalog.config(job);
        return OipAnswer.Model.of(name, job.id().toString(), config.labels(), config.problemType());
    }

    /** Loads the model where it is not loaded yet: a client that waits for it to be ready would otherwise wait for ever. */
    @GetMapping("/models/{name}/ready")
    Map<String, Object> modelReady(@PathVariable String name, HttpServletRequest http) {
        catalog.load(name, Caller.of(http, settings));
        return Map.of("name", name, "ready", true);
    }

    @PostMapping(
            path = "/models/{name}/infer",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    @Operation(
            summary = "Logits of texts or pairs of texts",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = Described.class)),
                                @Content(
                                        mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                        schema = @Schema(type = "string", format = "binary"))
                            }))
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(schema = @Schema(implementation = OipAnswer.class)))
    Object infer(
            @PathVariable String name,
            @RequestHeader(name = JSON_LENGTH, required = false) @Nullable Integer jsonLength,
            @RequestBody byte[] body,
            HttpServletRequest http) {
        Caller caller = Caller.of(http, settings);
        OipRequest request = OipRequest.read(body, jsonLength, settings);
        return Deferred.of(
                predictor.predict(name, request.rows(), request.truncate(), caller),
                answer -> OipAnswer.of(name, request, answer));
    }

    /** What the interface's description shows of a request. */
    @Schema(name = "InferRequest", requiredProperties = "inputs")
    record Described(
            @Nullable String id,
            List<Text> inputs,
            @Nullable Map<String, Object> parameters) {

        @Schema(name = "InferText")
        record Text(
                @Schema(example = "text") String name,

                @Schema(example = "[2]", description = "[n], or [n, 2] for pairs")
                List<Integer> shape,

                @Schema(example = "BYTES") String datatype,
                List<String> data) {}
    }
}
