package dev.tunewright.service.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Spells names at {@code /v3/api-docs} as requests and answers do, snake_case and enums in lower case: the library behind it
 * reads the classes with a Jackson of its own, which knows nothing of this service's settings. And it says whose they are.
 */
@Component
class InterfaceDescription implements OpenApiCustomizer {

    @Override
    public void customise(OpenAPI description) {
        String version = InterfaceDescription.class.getPackage().getImplementationVersion();
        description.setInfo(new Info()
                .title("Tunewright")
                .version(Objects.requireNonNullElse(version, "(not packaged)"))
                .description("Fine-tunes transformer classifiers, and answers with what came of it."));
        if (description.getComponents() != null && description.getComponents().getSchemas() != null) {
            description.getComponents().getSchemas().values().forEach(InterfaceDescription::respell);
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // the library's own types are raw
    private static void respell(Schema schema) {
        List<String> required = schema.getRequired();
        if (required != null) {
            schema.setRequired(
                    required.stream().map(InterfaceDescription::snakeCase).toList());
        }
        if (schema.getEnum() != null) {
            schema.setEnum(schema.getEnum().stream()
                    .map(value -> value == null ? null : String.valueOf(value).toLowerCase(Locale.ROOT))
                    .toList());
        }
        if (schema.getItems() != null) {
            respell(schema.getItems());
        }
        Map<String, Schema> properties = schema.getProperties();
        if (properties != null) {
            Map<String, Schema> respelt = new LinkedHashMap<>();
            properties.forEach((name, property) -> {
                respell(property);
                respelt.put(snakeCase(name), property);
            });
            schema.setProperties(respelt);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
