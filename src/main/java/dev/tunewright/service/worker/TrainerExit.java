package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.JobError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a trainer process ended; {@link #of} is the one place that tells the ways apart. */
sealed interface TrainerExit {

    /** The model is trained. */
    record Finished(TrainEvent.Finished event) implements TrainerExit {}

    /** It said why it cannot train. */
    record Failed(JobError error) implements TrainerExit {}

    /** It stopped because it was asked to. */
    record Stopped() implements TrainerExit {}

    /** A signal ended it, from outside or by a fault in native code. */
    record Killed(JobError error) implements TrainerExit {}

    /** It ended by itself without saying why. */
    record Crashed(JobError error) implements TrainerExit {}

    /** It ended well, but what it printed makes no whole. */
    record Garbled(JobError error) implements TrainerExit {}

    int SIGNALS = 128;

    Map<Integer, String> SIGNAL_NAMES = Map.of(
            4, "SIGILL",
            6, "SIGABRT",
            7, "SIGBUS",
            8, "SIGFPE",
            9, "SIGKILL",
            11, "SIGSEGV",
            15, "SIGTERM");

    /**
     * @param code of the process
     * @param last event that ends an attempt; null if there was none
     * @param askedToStop whether this worker had asked it
     * @param logTail last lines of its log
     */
    static TrainerExit of(int code, @Nullable TrainEvent last, boolean askedToStop, String logTail) {
        if (last instanceof TrainEvent.Failed failed) {
            return new Failed(new JobError(failed.code(), failed.message(), failed.retryable()));
        }
        if (code == 0 && last instanceof TrainEvent.Finished finished) {
            return new Finished(finished);
        }
        if (askedToStop) {
            return new Stopped();
        }
        if (code > SIGNALS) {
            return new Killed(new JobError("trainer_killed", killed(code - SIGNALS) + tail(logTail), true));
        }
        if (code != 0) {
            String message = "the trainer ended with exit code " + code + " and no reason of its own";
            return new Crashed(new JobError("trainer_crashed", message + tail(logTail), true));
        }
        if (last instanceof TrainEvent.Stopped) {
            return new Crashed(new JobError("trainer_stopped", "the trainer stopped though nobody asked it to", true));
        }
        String message = "the trainer ended with exit code 0 but did not tell that it had finished";
        return new Garbled(new JobError("trainer_protocol", message + tail(logTail), false));
    }

    private static String killed(int signal) {
        String cause = switch (signal) {
            case 9 ->
                "most likely the system ran out of memory, or somebody killed the process; give the machine"
                        + " more memory or lower per_device_train_batch_size or dataset.max_length";
            case 15, 2, 1 -> "somebody asked the process to end";
            default -> "a fault in native code";
        };
        return "the trainer was killed by " + SIGNAL_NAMES.getOrDefault(signal, "signal " + signal) + ": " + cause;
    }

    private static String tail(String log) {
        return log.isEmpty() ? "" : "; last lines of its log:\n" + log;
    }
}
