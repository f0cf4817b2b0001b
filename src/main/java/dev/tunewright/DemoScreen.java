package dev.tunewright;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Shows a job's events as the live stream tells them. */
final class DemoScreen {

    private final ProgressScreen screen;

    DemoScreen(ProgressScreen screen) {
        this.screen = screen;
    }

    void line(String text) {
        screen.line(text);
    }

    void begin(int steps) {
        screen.begin(steps);
    }

    /** @param type of the event, as the live stream names it */
    void show(String type, JsonNode event) {
        switch (type) {
            case "train" ->
                screen.step(
                        event.get("step").intValue(),
                        event.path("loss").asDouble(Double.NaN),
                        Instant.parse(event.get("time").stringValue()));
            case "eval" ->
                screen.evaluation(
                        event.path("epoch").asDouble(), event.get("step").intValue(), numbers(event));
            case "status" -> status(event.path("status").asString());
            default -> {}
        }
    }

    void end() {
        screen.end();
    }

    private void status(String status) {
        if (status.equals("running")) {
            line("Training ...");
        }
    }

    static String scores(JsonNode metrics, String prefix) {
        return ProgressScreen.scores(numbers(metrics), prefix);
    }

    /** @return the fields that are numbers; null, which stands for one that JSON has no spelling for, is NaN */
    private static Map<String, Double> numbers(JsonNode object) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String name : object.propertyNames()) {
            JsonNode value = object.get(name);
            if (value.isNumber() || value.isNull()) {
                numbers.put(name, value.asDouble(Double.NaN));
            }
        }
        return numbers;
    }
}
