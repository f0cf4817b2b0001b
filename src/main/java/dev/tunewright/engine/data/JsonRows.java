package dev.tunewright.engine.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Rows that are JSON objects. */
final class JsonRows {

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(RowReader.MAX_FIELD_CHARACTERS)
                    .maxNestingDepth(100)
                    .build())
            .build();

    /** Values that one row may have, lists' items included: each costs far more memory than its characters. */
    private static final int MAX_VALUES = 100_000;

    static final String EXPECTED = "is not one JSON object with strings of at most " + RowReader.MAX_FIELD_CHARACTERS
            + " characters, at most " + MAX_VALUES + " values and no more than 100 levels";

    private JsonRows() {}

    /** What one row may still take: an object has no end of its own in a file of one line. */
    private static final class Budget {

        private int values = 2 * MAX_VALUES;
        private int characters = 16 * RowReader.MAX_FIELD_CHARACTERS;

        String take(String text) {
            values--;
            characters -= text.length();
            if (values < 0 || characters < 0) {
                throw new StreamConstraintsException("a row larger than any sensible one");
            }
            return text;
        }
    }

    /** @param parser at the object's start; then at its end */
    static Map<String, @Nullable Field> fields(JsonParser parser) {
        Budget budget = new Budget();
        Map<String, @Nullable Field> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            budget.take(name);
            fields.put(name, field(parser, parser.nextToken(), budget));
        }
        return fields;
    }

    private static @Nullable Field field(JsonParser parser, JsonToken value, Budget budget) {
        if (value == JsonToken.START_OBJECT) {
            parser.skipChildren();
            return new Field.Other("an object");
        }
        if (value == JsonToken.START_ARRAY) {
            return items(parser, budget);
        }
        return value == JsonToken.VALUE_NULL ? null : new Field.Text(budget.take(parser.getString()));
    }

    private static Field items(JsonParser parser, Budget budget) {
        List<String> items = new ArrayList<>();
        boolean plain = true;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item.isScalarValue() && item != JsonToken.VALUE_NULL) {
                items.add(budget.take(parser.getString()));
            } else {
                plain = false;
                parser.skipChildren();
            }
        }
        return plain ? new Field.Items(items) : new Field.Other("a list with a null, a list or an object in it");
    }

    /** @return the fields in the order of the columns */
    static List<@Nullable Field> inOrder(List<String> columns, Map<String, @Nullable Field> fields) {
        List<@Nullable Field> ordered = new ArrayList<>(columns.size());
        for (String column : columns) {
            ordered.add(fields.get(column));
        }
        return ordered;
    }
}
