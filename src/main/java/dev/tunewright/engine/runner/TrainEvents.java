package dev.tunewright.engine.runner;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** JSON lines between the trainer process and its worker: snake_case, one object a line, NaN as the string {@code "NaN"}. */
public final class TrainEvents {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private TrainEvents() {}

    public static String write(TrainEvent event) {
        return MAPPER.writeValueAsString(event);
    }

    /** @throws JacksonException if the line is no event */
    public static TrainEvent read(String line) {
        return MAPPER.readValue(line, TrainEvent.class);
    }

    public static String writeSpec(TrainSpec spec) {
        return MAPPER.writeValueAsString(spec);
    }

    /** @throws JacksonException if the line is no specification */
    public static TrainSpec readSpec(String line) {
        return MAPPER.readValue(line, TrainSpec.class);
    }
}
