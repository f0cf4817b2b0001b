package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.runner.TrainEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerExitTest {

    private static final TrainEvent FINISHED = new TrainEvent.Finished(3, Path.of("/model"), null, Map.of());
    private static final TrainEvent STOPPED = new TrainEvent.Stopped(3, null);

    @Test
    void onlyAFinishedEventWithExitCodeZeroIsSuccess() {
        assertThat(TrainerExit.of(0, FINISHED, false, "")).isInstanceOf(TrainerExit.Finished.class);
        assertThat(TrainerExit.of(0, FINISHED, true, "")).isInstanceOf(TrainerExit.Finished.class);
        assertThat(TrainerExit.of(137, FINISHED, false, "")).isInstanceOf(TrainerExit.Killed.class);
        assertThat(TrainerExit.of(1, FINISHED, false, "")).isInstanceOf(TrainerExit.Crashed.class);
        assertThat(TrainerExit.of(0, null, false, "")).isInstanceOf(TrainerExit.Garbled.class);
    }

    @Test
    void signalIsNamedWithItsLikelyCause() {
        assertThat(TrainerExit.of(137, null, false, "last line"))
                .isInstanceOfSatisfying(TrainerExit.Killed.class, killed -> {
                    assertThat(killed.error().code()).isEqualTo("trainer_killed");
                    assertThat(killed.error().message()).contains("SIGKILL", "memory", "last line");
                    assertThat(killed.error().retryable()).isTrue();
                });
        assertThat(TrainerExit.of(134, null, false, ""))
                .isInstanceOfSatisfying(
                        TrainerExit.Killed.class,
                        killed -> assertThat(killed.error().message()).contains("SIGABRT", "native"));
    }

    @Test
    void trainerThatWasAskedToStopHasStoppedHoweverItEnded() {
        assertThat(TrainerExit.of(0, STOPPED, true, "")).isInstanceOf(TrainerExit.Stopped.class);
        assertThat(TrainerExit.of(143, null, true, "")).isInstanceOf(TrainerExit.Stopped.class);
        assertThat(TrainerExit.of(0, STOPPED, false, "")).isInstanceOf(TrainerExit.Crashed.class);
    }

    @Test
    void trainersOwnReasonCountsMoreThanItsExitCode() {
        TrainEvent failed = new TrainEvent.Failed("out_of_memory", "too much", false);
        assertThat(TrainerExit.of(1, failed, true, "log")).isInstanceOfSatisfying(TrainerExit.Failed.class, exit -> {
            assertThat(exit.error().code()).isEqualTo("out_of_memory");
            assertThat(exit.error().message()).isEqualTo("too much");
        });
    }
}
