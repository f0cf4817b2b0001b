package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rates are those of transformers' {@code get_scheduler}: 100 steps, 10 of warm-up, learning rate 2. */
class LearningRateScheduleTest {

    @TestFactory
    Stream<DynamicTest> ratesAreTheOriginals() throws Exception {
        return recorded()
                .valueStream()
                .map(run -> DynamicTest.dynamicTest(run.get("type") + " " + run.get("kwargs"), () -> {
                    Map<String, Object> kwargs =
                            JsonMapper.shared().convertValue(run.get("kwargs"), new TypeReference<>() {});
                    TrainingArguments arguments = TrainingArguments.of(Map.of(
                            "max_steps",
                            100,
                            "warmup_steps",
                            10,
                            "learning_rate",
                            2.0,
                            "lr_scheduler_type",
                            run.get("type").asString(),
                            "lr_scheduler_kwargs",
                            kwargs));
                    Schedule schedule = Schedule.of(arguments, 800);
                    run.get("rates")
                            .forEachEntry((step, rate) -> assertThat(schedule.learningRate(Integer.parseInt(step)))
                                    .as("step %s", step)
                                    .isCloseTo(rate.asDouble(), within(1e-12)));
                }));
    }

    @Test
    void everyScheduleAndEachOfItsOptionsIsRecorded() throws Exception {
        for (LearningRateSchedule schedule : LearningRateSchedule.values()) {
            List<JsonNode> runs = recorded()
                    .valueStream()
                    .filter(run -> run.get("type").asString().equals(schedule.wire()))
                    .toList();
            assertThat(runs).as(schedule.wire()).isNotEmpty();
            for (Argument option : schedule.options()) {
                assertThat(runs.stream().filter(run -> run.get("kwargs").has(option.name())))
                        .as("%s with %s", schedule.wire(), option.name())
                        .isNotEmpty();
            }
        }
    }

    private static JsonNode recorded() throws Exception {
        try (InputStream file = LearningRateScheduleTest.class.getResourceAsStream("learning-rates.json")) {
            return JsonMapper.shared().readTree(file);
        }
    }
}
