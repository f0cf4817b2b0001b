package dev.tunewright.service.web;

import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/** JSON has no NaN and no infinity: both are written as null. */
@Component
public class FiniteNumbers extends SimpleModule {

    public FiniteNumbers() {
        super("finite-numbers");
        addSerializer(Double.class, new Finite<>());
        addSerializer(double.class, new Finite<>());
        addSerializer(Float.class, new Finite<>());
        addSerializer(float.class, new Finite<>());
    }

    private static final class Finite<N extends Number> extends ValueSerializer<N> {

        @Override
        public void serialize(N number, JsonGenerator json, SerializationContext context) {
            if (!Double.isFinite(number.doubleValue())) {
                json.writeNull();
            } else if (number instanceof Float single) {
                json.writeNumber(single.floatValue());
            } else {
                json.writeNumber(number.doubleValue());
            }
        }
    }
}
