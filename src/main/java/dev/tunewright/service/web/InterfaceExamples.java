package dev.tunewright.service.web;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.tags.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows at {@code /v3/api-docs} what each operation is for, and a request and an answer of it; {@code examples.json} holds
 * them, by method and path, and a test compares them with the description's own schemas.
 */
@Component
class InterfaceExamples implements OpenApiCustomizer {

    /**
     * @param tag what it is shown with
     * @param summary what it does, in a few words
     * @param request body; null where there is none
     * @param requests bodies of other media types than that one's, by media type; null where there are none
     * @param responses by status; another media type than JSON stands behind the status, as in {@code 200 text/csv}
     */
    record Entry(
            String tag,
            String summary,
            @Nullable Object request,
            @Nullable Map<String, Object> requests,
            Map<String, Object> responses) {

        @Nullable
        Object request(String mediaType) {
            return requests == null ? request : requests.getOrDefault(mediaType, request);
        }
    }

    static final Map<String, Entry> ALL = read();

    private static final String JSON = org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

    @Override
    public void customise(OpenAPI description) {
        description.setTags(ALL.values().stream()
                .map(Entry::tag)
                .distinct()
                .map(tag -> new Tag().name(tag))
                .toList());
        description
                .getPaths()
                .forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
                    Entry entry = ALL.get(key(method, path));
                    if (entry != null) {
                        describe(operation, entry);
                    }
                }));
    }

    static String key(PathItem.HttpMethod method, String path) {
        return method + " " + path;
    }

    private static void describe(Operation operation, Entry entry) {
        operation.setTags(List.of(entry.tag()));
        operation.setSummary(entry.summary());
        if (operation.getRequestBody() != null) {
            operation.getRequestBody().getContent().forEach((name, type) -> {
                Object request = entry.request(name);
                if (request != null) {
                    type.setExample(request);
                }
            });
        }
        entry.responses().forEach((key, example) -> {
            String[] words = key.split(" ");
            MediaType type = mediaType(operation, words[0], words.length > 1 ? words[1] : JSON);
            if (type != null) {
                type.setExample(example);
            }
        });
    }

    private static @Nullable MediaType mediaType(Operation operation, String status, String name) {
        Content content = operation.getResponses().containsKey(status)
                ? operation.getResponses().get(status).getContent()
                : null;
        return content == null ? null : content.get(name);
    }

    private static Map<String, Entry> read() {
        try (InputStream json = InterfaceExamples.class.getResourceAsStream("examples.json")) {
            return new JsonMapper().readValue(Objects.requireNonNull(json), new TypeReference<>() {});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
