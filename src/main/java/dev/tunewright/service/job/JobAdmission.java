package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TaskReport;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Decides whether a job can run before it is queued: reads it, finds what it names, and checks what it comes to. */
@Component
class JobAdmission {

    /**
     * A job that can run.
     *
     * @param plan all that is known before training: arguments, steps, labels, rows
     */
    record Admitted(JobSpec spec, Preflight.Plan plan) {}

    /** What a job that can run would come to. */
    record Forecast(JobSpec spec, Preflight.Plan plan, TaskReport report) {}

    private final LocalJobSpecResolver resolver;
    private final Function<TrainTask, Preflight.Plan> preflight;

    @Autowired
    JobAdmission(LocalJobSpecResolver resolver) {
        this(resolver, Preflight::check);
    }

    JobAdmission(LocalJobSpecResolver resolver, Function<TrainTask, Preflight.Plan> preflight) {
        this.resolver = resolver;
        this.preflight = preflight;
    }

    /**
     * @param body of {@code POST /jobs}
     * @throws InvalidInputException with every violation of fields, references, arguments, checkpoint and data
     * @throws dev.tunewright.service.web.ApiException if the body is no JSON document
     */
    Admitted admit(byte[] body) {
        JobSpecReader.Result read = JobSpecReader.read(body);
        return new Admitted(read.given(), checked(read, preflight));
    }

    /** As {@link #admit}, and looks closer at the data. */
    Forecast forecast(byte[] body) {
        JobSpecReader.Result read = JobSpecReader.read(body);
        Preflight.Reported reported = checked(read, Preflight::report);
        return new Forecast(read.given(), reported.plan(), reported.report());
    }

    private <T> T checked(JobSpecReader.Result read, Function<TrainTask, T> check) {
        List<Violation> violations = new ArrayList<>(read.violations());
        JobSpec spec = read.spec();
        T result = spec == null ? null : checked(spec, check, violations);
        if (result == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations.stream().distinct().toList());
        }
        return result;
    }

    private <T> @Nullable T checked(JobSpec spec, Function<TrainTask, T> check, List<Violation> violations) {
        TrainTask task = collecting(violations, () -> resolver.resolve(spec));
        if (task != null) {
            return collecting(violations, () -> check.apply(task));
        }
        // Without a checkpoint or data there is no task to check as a whole, but what is there can be told already.
        collecting(violations, () -> TrainingArguments.of(spec.hyperparameters()));
        resolver.dataset(spec)
                .ifPresent(data -> collecting(violations, () -> DatasetReader.read(data, spec.numLabels())));
        return null;
    }

    private static <T> @Nullable T collecting(List<Violation> violations, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInputException exception) {
            violations.addAll(exception.violations());
            return null;
        }
    }
}
