package dev.tunewright.service.job;

import dev.tunewright.service.web.FiniteNumbers;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it is stored in the database: snake_case, NaN as null. Its spelling outlives the settings of the HTTP side. */
public final class JobJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new FiniteNumbers())
            .build();

    private JobJson() {}

    public static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** @return a record's fields, as they are stored */
    public static Map<String, Object> object(Object value) {
        return MAPPER.convertValue(value, new TypeReference<>() {});
    }

    public static Map<String, Object> readObject(String json) {
        return MAPPER.readValue(json, new TypeReference<>() {});
    }

    @Converter
    static final class OfSpec implements AttributeConverter<JobSpec, String> {

        @Override
        public String convertToDatabaseColumn(JobSpec spec) {
            return write(spec);
        }

        @Override
        public JobSpec convertToEntityAttribute(String json) {
            return MAPPER.readValue(json, JobSpec.class);
        }
    }

    @Converter
    static final class OfObject implements AttributeConverter<@Nullable Map<String, Object>, @Nullable String> {

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable Map<String, Object> object) {
            return object == null ? null : write(object);
        }

        @Override
        public @Nullable Map<String, Object> convertToEntityAttribute(@Nullable String json) {
            return json == null ? null : readObject(json);
        }
    }

    @Converter
    static final class OfPins implements AttributeConverter<@Nullable HubPins, @Nullable String> {

        @Override
        public @Nullable String convertToDatabaseColumn(@Nullable HubPins pins) {
            return pins == null ? null : write(pins);
        }

        @Override
        public @Nullable HubPins convertToEntityAttribute(@Nullable String json) {
            return json == null ? null : MAPPER.readValue(json, HubPins.class);
        }
    }

    @Converter
    static final class OfStatus implements AttributeConverter<JobStatus, String> {

        @Override
        public String convertToDatabaseColumn(JobStatus status) {
            return status.wire();
        }

        @Override
        public JobStatus convertToEntityAttribute(String wire) {
            return JobStatus.of(wire);
        }
    }
}
