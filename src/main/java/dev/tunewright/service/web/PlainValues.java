package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON as plain Java values, for parts of a request whose names only the engine knows. */
final class PlainValues {

    private PlainValues() {}

    /** @param object a JSON object; its nulls stay, since the original gives None a meaning */
    static Map<String, Object> of(String path, JsonNode object, List<Violation> violations) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            values.put(entry.getKey(), value(path + "." + entry.getKey(), entry.getValue(), violations));
        }
        return values;
    }

    private static @Nullable Object value(String path, JsonNode node, List<Violation> violations) {
        return switch (node.getNodeType()) {
            case OBJECT -> of(path, node, violations);
            case ARRAY -> list(path, node, violations);
            case STRING -> node.stringValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(path, node, violations);
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    private static List<Object> list(String path, JsonNode node, List<Violation> violations) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            list.add(value(path + "[" + i + "]", node.get(i), violations));
        }
        return list;
    }

    private static @Nullable Number number(String path, JsonNode node, List<Violation> violations) {
        if (node.isIntegralNumber() && node.canConvertToInt()) {
            return node.intValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isIntegralNumber() || !Double.isFinite(node.doubleValue())) {
            violations.add(new Violation(path, "must be a number within range, was " + JsonFields.shown(node)));
            return null;
        }
        return node.doubleValue();
    }
}
