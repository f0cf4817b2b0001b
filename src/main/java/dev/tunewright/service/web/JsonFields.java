package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

/**
 * Reads the fields of one JSON object, collecting every mistake instead of stopping at the first. Null counts as not
 * given. After the last field, {@link #rejectUnknown()} reports those that nobody asked for.
 */
public final class JsonFields {

    private final String path;
    private final JsonNode object;
    private final List<Violation> violations;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonFields(String path, JsonNode object, List<Violation> violations) {
        this.path = path;
        this.object = object;
        this.violations = violations;
    }

    /** @param violations where mistakes are added */
    public static @Nullable JsonFields of(JsonNode body, List<Violation> violations) {
        if (!body.isObject()) {
            violations.add(new Violation("body", "must be a JSON object, was " + shown(body)));
            return null;
        }
        return new JsonFields("", body, violations);
    }

    /** @return the names that are given, of fields and of what is none */
    public List<String> names() {
        return List.copyOf(object.propertyNames());
    }

    /** @return the value of a field; null if it is not given */
    public @Nullable JsonNode node(String name) {
        known.add(name);
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    public @Nullable String string(String name) {
        JsonNode node = node(name);
        if (node == null || isA(name, node, node.isString(), "a string")) {
            return node == null ? null : node.stringValue();
        }
        return null;
    }

    public @Nullable Integer integer(String name, int min, int max) {
        JsonNode node = node(name);
        if (node == null || !isA(name, node, node.isIntegralNumber(), "an integer")) {
            return null;
        }
        if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
            wrong(name, "must be from " + min + " to " + max + ", was " + shown(node));
            return null;
        }
        return node.intValue();
    }

    public @Nullable Double number(String name) {
        JsonNode node = node(name);
        return node != null && isA(name, node, node.isNumber(), "a number") ? (Double) node.doubleValue() : null;
    }

    public boolean flag(String name, boolean otherwise) {
        JsonNode node = node(name);
        return node != null && isA(name, node, node.isBoolean(), "true or false") ? node.booleanValue() : otherwise;
    }

    /** @return the fields of a nested object; null if it is not given or no object */
    public @Nullable JsonFields object(String name) {
        JsonNode node = node(name);
        return node != null && isA(name, node, node.isObject(), "an object")
                ? new JsonFields(field(name), node, violations)
                : null;
    }

    /** @return a nested object's values as plain Java: maps, lists, strings, numbers, booleans, nulls; empty if not given */
    public Map<String, Object> values(String name) {
        JsonNode node = node(name);
        Map<String, Object> values = new LinkedHashMap<>();
        if (node != null && isA(name, node, node.isObject(), "an object")) {
            values.putAll(PlainValues.of(field(name), node, violations));
        }
        return values;
    }

    /** @return a nested object of strings; empty if not given */
    public Map<String, String> strings(String name) {
        Map<String, String> strings = new LinkedHashMap<>();
        JsonFields fields = object(name);
        if (fields != null) {
            for (String key : fields.object.propertyNames()) {
                String value = fields.string(key);
                if (value != null) {
                    strings.put(key, value);
                }
            }
        }
        return strings;
    }

    public List<String> stringList(String name) {
        JsonNode node = node(name);
        List<String> strings = new ArrayList<>();
        if (node != null && isA(name, node, node.isArray(), "a list of strings")) {
            for (int i = 0; i < node.size(); i++) {
                if (isA(name + "[" + i + "]", node.get(i), node.get(i).isString(), "a string")) {
                    strings.add(node.get(i).stringValue());
                }
            }
        }
        return strings;
    }

    /** Adds a violation of a field of this object. */
    public void wrong(String name, String message) {
        violations.add(new Violation(field(name), message));
    }

    /** Adds a violation of this object as a whole. */
    public void wrongItself(String message) {
        violations.add(new Violation(path.isEmpty() ? "body" : path, message));
    }

    /** Reports each field that was never asked for, with the nearest that was. */
    public void rejectUnknown() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                wrong(
                        name,
                        NearestName.of(name, known)
                                .map(nearest -> "unknown field; did you mean `" + nearest + "`?")
                                .orElse("unknown field; known are " + String.join(", ", known)));
            }
        }
    }

    private boolean isA(String name, JsonNode node, boolean right, String expected) {
        if (!right) {
            wrong(name, "must be " + expected + ", was " + shown(node));
        }
        return right;
    }

    private String field(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** @return a value as JSON, short enough for a message */
    public static String shown(JsonNode node) {
        if (node.getNodeType() == JsonNodeType.MISSING) {
            return "nothing";
        }
        String json = node.toString();
        return json.length() <= 60 ? json : json.substring(0, 57) + "...";
    }
}
