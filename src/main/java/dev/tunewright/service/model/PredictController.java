package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Predictions in this service's own shape. */
@RestController
@ConditionalOnRole(Role.PREDICT)
class PredictController {

    /** Of the same path with lines of JSON, whose body has no room for them. */
    private static final List<String> PARAMETERS_OF_LINES = List.of("truncate", "top_k");

    private final Predictor predictor;
    private final PredictSettings settings;

    PredictController(Predictor predictor, PredictSettings settings) {
        this.predictor = predictor;
        this.settings = settings;
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
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(schema = @Schema(implementation = PredictResponse.class)))
    Object predict(@RequestBody byte[] body, HttpServletRequest http) {
        return answer(body, null, http);
    }

    @PostMapping(
            path = "/models/{name}/predict",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Classifies texts or pairs of texts by the model that the path names",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = PredictRequest.OfModel.class))))
    @ApiResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(schema = @Schema(implementation = PredictResponse.class)))
    Object predictBy(@PathVariable String name, @RequestBody byte[] body, HttpServletRequest http) {
        List<Violation> misplaced = PARAMETERS_OF_LINES.stream()
                .filter(field -> http.getParameter(field) != null)
                .map(field -> new Violation(field, "stands in a body that is JSON, not in the address"))
                .toList();
        if (!misplaced.isEmpty()) {
            throw new InvalidInputException(misplaced);
        }
        return answer(body, name, http);
    }

    private Object answer(byte[] body, @Nullable String model, HttpServletRequest http) {
        Caller caller = Caller.of(http, settings);
        PredictRequest request = PredictRequest.read(body, model, settings);
        return Deferred.of(
                predictor.predict(request.model(), request.inputs(), request.truncate(), caller),
                answer -> PredictResponse.of(answer, request));
    }
}
