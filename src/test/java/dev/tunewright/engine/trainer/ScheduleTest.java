package dev.tunewright.engine.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource({
        // rows, batch, accumulation, epochs, drop last: batches, steps an epoch, steps in all
        "3667, 8, 1, 3.0, false, 459, 459, 1377",
        "150, 4, 2, 2.0, false, 38, 19, 38",
        "150, 4, 4, 2.0, false, 38, 10, 20",
        "150, 8, 1, 0.5, false, 19, 19, 10",
        "150, 8, 1, 2.0, true, 18, 18, 36",
        "3, 8, 4, 1.0, false, 1, 1, 1",
    })
    void countsStepsAsTheOriginal(
            int rows, int batch, int accumulation, double epochs, boolean drop, int batches, int perEpoch, int max) {
        Schedule schedule = schedule(
                rows,
                Map.of(
                        "per_device_train_batch_size", batch,
                        "gradient_accumulation_steps", accumulation,
                        "num_train_epochs", epochs,
                        "dataloader_drop_last", drop));

        assertThat(List.of(schedule.batchesPerEpoch(), schedule.stepsPerEpoch(), schedule.maxSteps()))
                .containsExactly(batches, perEpoch, max);
    }

    @Test
    void sharesOfAllStepsAreRoundedUp() {
        Schedule schedule = schedule(
                800, Map.of("max_steps", 95, "logging_steps", 0.1, "save_steps", 0.5, "logging_first_step", true));

        assertThat(schedule.afterStep(1).log()).isTrue();
        assertThat(schedule.afterStep(9).log()).isFalse();
        assertThat(schedule.afterStep(10).log()).isTrue();
        assertThat(schedule.afterStep(47).save()).isFalse();
        assertThat(schedule.afterStep(48).save()).isTrue();
    }

    @Test
    void lastStepIsEvaluatedAndSavedWhateverTheInterval() {
        Schedule schedule = schedule(800, Map.of("max_steps", 7, "eval_strategy", "steps", "eval_steps", 5));

        assertThat(schedule.afterStep(5)).isEqualTo(new Schedule.Actions(false, true, false));
        assertThat(schedule.afterStep(7)).isEqualTo(new Schedule.Actions(false, true, true));
    }

    /** The original saves at the end whatever save_steps is, and with 0 nowhere else. */
    @Test
    void savesOnlyAtTheEndWithAnIntervalOfZero() {
        Schedule schedule = schedule(800, Map.of("max_steps", 7, "save_steps", 0));

        assertThat(schedule.afterStep(5).save()).isFalse();
        assertThat(schedule.afterStep(7).save()).isTrue();
    }

    private static Schedule schedule(int rows, Map<String, Object> arguments) {
        return Schedule.of(TrainingArguments.of(arguments), rows);
    }
}
