package dev.tunewright.service.web;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Describes at {@code /v3/api-docs} how each operation refuses: with a problem document, and which statuses it has. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE) // Its names are respelt like all others.
class ProblemResponses implements OpenApiCustomizer {

    private static final String PROBLEM_JSON = org.springframework.http.MediaType.APPLICATION_PROBLEM_JSON_VALUE;
    private static final String SCHEMA = "Problem";
    private static final int LONGEST_KEY = 255;
    private static final String BEARER = "bearer";

    @Override
    public void customise(OpenAPI description) {
        Components components = description.getComponents() == null ? new Components() : description.getComponents();
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(components::addSchemas);
        ProblemCode.ALL.forEach(code -> components.addExamples(code.code(), example(code)));
        components.addSecuritySchemes(
                BEARER,
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme(BEARER)
                        .description("A key of the service or a token of its issuer, where it asks for one"));
        description.setComponents(components);
        description.addSecurityItem(new SecurityRequirement().addList(BEARER));
        description.addSecurityItem(new SecurityRequirement()); // Without keys nobody is asked.
        description
                .getPaths()
                .forEach((path, item) ->
                        item.readOperationsMap().forEach((method, operation) -> describe(path, method, operation)));
    }

    private static void describe(String path, PathItem.HttpMethod method, Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(ProblemResponses::describe);
        }
        statuses(path, method, operation).forEach((status, meaning) -> {
            List<ProblemCode> codes = ProblemCode.of(Integer.parseInt(status), path);
            if (codes.isEmpty()) {
                return;
            }
            MediaType problem = new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + SCHEMA));
            codes.forEach(code ->
                    problem.addExamples(code.code(), new Example().$ref("#/components/examples/" + code.code())));
            Content content = new Content().addMediaType(PROBLEM_JSON, problem);
            operation
                    .getResponses()
                    .addApiResponse(
                            status, new ApiResponse().description(meaning).content(content));
        });
    }

    private static Example example(ProblemCode code) {
        Problem problem = code.example();
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("type", problem.type());
        value.put("title", problem.title());
        value.put("status", problem.status());
        value.put("detail", problem.detail());
        value.put("code", problem.code());
        return new Example().summary(code.meaning()).value(value);
    }

    /** A new one each: the library shares those that look the same. */
    private static Schema<?> text() {
        return new Schema<>().types(Set.of("string"));
    }

    /** What the same name means everywhere. */
    private static void describe(Parameter parameter) {
        Schema<?> schema = parameter.getSchema();
        if ("query".equals(parameter.getIn())
                && schema.getTypes() != null
                && !schema.getTypes().contains("string")) {
            parameter.setAllowEmptyValue(true); // As forms send what was left open; the default counts.
        }
        switch (parameter.getName()) {
            case "id" -> parameter.setSchema(text().format("uuid"));
            case "limit" ->
                parameter.setSchema(new Schema<>()
                        .types(Set.of("integer"))
                        .minimum(BigDecimal.ONE)
                        .maximum(BigDecimal.valueOf(PageLimit.MOST)));
            case "status" -> parameter.description("queued, running, succeeded, failed or cancelled");
            case "after" -> parameter.description("`next` of the page before");
            case "Idempotency-Key" ->
                parameter.setSchema(text().minLength(1).maxLength(LONGEST_KEY).pattern("^[ -~]+$"));
            default -> {}
        }
    }

    private static Map<String, String> statuses(String path, PathItem.HttpMethod method, Operation operation) {
        boolean hasBody = operation.getRequestBody() != null;
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put("400", "not to be understood: the path, a parameter, or a body that is malformed");
        statuses.put("401", "nobody, or nobody known, asks");
        statuses.put("403", "who asks may not do this");
        if (path.contains("{") || path.equals("/predict")) {
            statuses.put("404", "there is no such thing");
            statuses.put("409", "not in the state it is in");
        }
        statuses.put("406", "cannot be answered in the wanted media type");
        statuses.put("422", "understood, but wrong; `errors` names each field");
        if (hasBody) {
            statuses.put("413", "a body beyond the limit");
            statuses.put("415", "a body of another media type");
            statuses.put("429", "too much at once; Retry-After tells when to come again");
        }
        if (path.equals("/datasets") && method == PathItem.HttpMethod.POST) {
            statuses.put("409", "an upload with this key is under way");
            statuses.put("507", "no room left");
        }
        boolean loads = path.startsWith("/models/") && method == PathItem.HttpMethod.PUT;
        if (loads || path.endsWith("/predict") || path.endsWith("/infer") || path.endsWith("/ready")) {
            statuses.put("504", "no answer in the request's time");
        }
        statuses.put("500", "a fault of the service; `log_id` finds it in the log");
        statuses.put("503", "cannot answer now; Retry-After may tell when to come again");
        return statuses;
    }
}
