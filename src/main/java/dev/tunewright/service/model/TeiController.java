package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Predictions in the shape of text-embeddings-inference and of Hugging Face's Inference API, for their clients. */
@RestController
@ConditionalOnRole(Role.PREDICT)
class TeiController {

    private final Predictor predictor;
    private final PredictSettings settings;

    TeiController(Predictor predictor, PredictSettings settings) {
        this.predictor = predictor;
        this.settings = settings;
    }

    @PostMapping(
            path = "/models/{name}/tei/predict",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Classifies as text-embeddings-inference does",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = TeiRequest.Described.class))))
    @ApiResponse(
            responseCode = "200",
            description = "labels, best first; for a list of inputs, a list of such lists",
            content =
                    @Content(
                            schema =
                                    @Schema(
                                            implementation = Object.class,
                                            oneOf = {LabelScore[].class, LabelScore[][].class})))
    Object predict(@PathVariable String name, @RequestBody byte[] body, HttpServletRequest http) {
        Caller caller = Caller.of(http, settings);
        TeiRequest request = TeiRequest.read(body, settings);
        return Deferred.of(predictor.predict(name, request.inputs(), request.truncate(), caller), request::shape);
    }
}
