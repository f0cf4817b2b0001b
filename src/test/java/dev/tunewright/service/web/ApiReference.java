package dev.tunewright.service.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes the part of {@code src/docs/api.md} that the interface's own description makes. */
final class ApiReference {

    private static final String BEGIN =
            "<!-- From here on made from /v3/api-docs: see InterfaceDocumentTest. Do not edit. -->\n";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int WIDEST_LINE = 140;

    private ApiReference() {}

    /** @return what was written by hand, and the reference as it has to be now */
    static String after(String text, JsonNode document) {
        int begin = text.indexOf(BEGIN);
        if (begin < 0) {
            throw new IllegalStateException("src/docs/api.md lacks the line " + BEGIN);
        }
        return text.substring(0, begin) + BEGIN + reference(document);
    }

    /** @return the operations of a description by method and path, sorted by path */
    static Map<String, JsonNode> operations(JsonNode document) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    sorted.put(path.getKey() + " " + operation.getKey().toUpperCase(Locale.ROOT), operation.getValue());
                }));
        Map<String, JsonNode> named = new LinkedHashMap<>();
        sorted.forEach((key, operation) -> {
            String[] words = key.split(" ");
            named.put(words[1] + " " + words[0], operation);
        });
        return named;
    }

    private static String reference(JsonNode document) {
        Map<String, List<String>> byTag = new TreeMap<>();
        operations(document)
                .forEach((name, operation) -> byTag.computeIfAbsent(
                                operation.path("tags").path(0).asString("Other"), tag -> new ArrayList<>())
                        .add(operation(name, operation)));
        StringBuilder text = new StringBuilder("\n");
        byTag.forEach((tag, operations) -> text.append("## ")
                .append(tag)
                .append("\n\n")
                .append(String.join("\n", operations))
                .append("\n"));
        return text.append(codes()).toString();
    }

    private static String operation(String name, JsonNode operation) {
        StringBuilder text = new StringBuilder("### `" + name + "`\n\n");
        text.append(operation.path("summary").asString("")).append(".\n");
        String parameters = operation
                .path("parameters")
                .valueStream()
                .filter(parameter -> !parameter.get("in").stringValue().equals("path"))
                .map(ApiReference::parameter)
                .collect(Collectors.joining(", "));
        if (!parameters.isEmpty()) {
            text.append("\nParameters: ").append(parameters).append(".\n");
        }
        operation.path("requestBody").path("content").properties().forEach(type -> {
            text.append(example("Request", type.getKey(), type.getValue()));
        });
        operation.get("responses").properties().forEach(response -> {
            if (response.getKey().startsWith("2")) {
                text.append(answer(response.getKey(), response.getValue()));
            }
        });
        String refusals = operation
                .get("responses")
                .propertyStream()
                .filter(response -> !response.getKey().startsWith("2"))
                .map(response -> response.getKey())
                .collect(Collectors.joining(", "));
        return text.append("\nRefused with ").append(refusals).append(".\n").toString();
    }

    private static String parameter(JsonNode parameter) {
        String where = parameter.get("in").stringValue().equals("header") ? " (header)" : "";
        JsonNode standard = parameter.path("schema").path("default");
        return "`" + parameter.get("name").stringValue() + "`" + where
                + (standard.isMissingNode() ? "" : " (default " + standard.asString() + ")");
    }

    private static String answer(String status, JsonNode response) {
        if (!response.has("content")) {
            return "\nAnswer " + status + ", without a body.\n";
        }
        return response.get("content")
                .propertyStream()
                .map(type -> example("Answer " + status, type.getKey(), type.getValue()))
                .collect(Collectors.joining());
    }

    private static String example(String what, String mediaType, JsonNode type) {
        JsonNode example = type.path("example");
        if (example.isMissingNode()) {
            return "\n" + what + ", `" + mediaType + "`.\n";
        }
        String language = mediaType.contains("json") ? "json" : "text";
        String text =
                example.isString() ? example.stringValue().replace("\r", "").stripTrailing() : compact(example, "");
        return "\n" + what + ", `" + mediaType + "`:\n\n```" + language + "\n" + text + "\n```\n";
    }

    /** Objects and lists in a line of their own where they fit into one. */
    private static String compact(JsonNode node, String indent) {
        String line = line(node);
        if (!node.isContainer() || indent.length() + line.length() <= WIDEST_LINE) {
            return line;
        }
        String deeper = indent + "  ";
        if (node.isArray()) {
            return node.valueStream()
                    .map(value -> deeper + compact(value, deeper))
                    .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
        }
        return node.propertyStream()
                .map(field -> deeper + "\"" + field.getKey() + "\": " + compact(field.getValue(), deeper))
                .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
    }

    private static String line(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(ApiReference::line).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isObject()) {
            return node.propertyStream()
                    .map(field -> "\"" + field.getKey() + "\": " + line(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return MAPPER.writeValueAsString(node);
    }

    private static String codes() {
        String rows = ProblemCode.ALL.stream()
                .map(code -> "| `" + code.code() + "` | " + code.status() + " | " + code.meaning() + " |\n")
                .collect(Collectors.joining());
        return "## Codes of problems\n\n| `code` | status | |\n|---|---|---|\n" + rows;
    }
}
