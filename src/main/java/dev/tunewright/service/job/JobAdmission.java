package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TaskReport;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.engine.trainer.TrainingArguments;
import dev.tunewright.service.webhook.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Decides whether a job can run before it is queued: reads it, finds what it names, and checks what it comes to. Of what is
 * still on the hub it checks the description; the worker downloads the rest and checks it then.
 */
@Component
class JobAdmission {

    /**
     * A job that can run, as far as can be told.
     *
     * @param arguments every training argument, resolved
     * @param maxSteps 0: not known before the rows are here
     * @param webhook who is to be told of it
     */
    record Admitted(
            JobSpec spec,
            HubPins pins,
            Map<String, Object> arguments,
            int maxSteps,
            @Nullable Webhook webhook) {}

    /** What a job that can run would come to. */
    record Forecast(
            JobSpec spec,
            Preflight.Plan plan,
            TaskReport report,
            @Nullable Webhook webhook) {}

    private final LocalJobSpecResolver resolver;
    private final HubReferences hub;
    private final Function<TrainTask, Preflight.Plan> preflight;

    @Autowired
    JobAdmission(LocalJobSpecResolver resolver, HubReferences hub) {
        this(resolver, hub, Preflight::check);
    }

    JobAdmission(LocalJobSpecResolver resolver, HubReferences hub, Function<TrainTask, Preflight.Plan> preflight) {
        this.resolver = resolver;
        this.hub = hub;
        this.preflight = preflight;
    }

    /**
     * @param body of {@code POST /jobs}
     * @throws InvalidInputException with every violation of fields, references, arguments, checkpoint and data
     * @throws dev.tunewright.service.web.ApiException if the body is no JSON document
     */
    Admitted admit(byte[] body) {
        JobSpecReader.Result read = JobSpecReader.read(body);
        return checked(read, false, (spec, pins, task) -> plan(spec, pins, task, read.webhook()));
    }

    /** As {@link #admit}, and looks closer at the data: downloads rows that are still on the hub, but no weights. */
    Forecast forecast(byte[] body) {
        JobSpecReader.Result read = JobSpecReader.read(body);
        return checked(read, true, (spec, pins, task) -> {
            Preflight.Reported reported = Preflight.report(task, hub.hasWeights(pins));
            return new Forecast(spec, reported.plan(), reported.report(), read.webhook());
        });
    }

    /** What is made of a job whose references all lead somewhere. */
    private interface Check<T> {
        T of(JobSpec spec, HubPins pins, TrainTask task);
    }

    private <T> T checked(JobSpecReader.Result read, boolean withRows, Check<T> check) {
        List<Violation> violations = new ArrayList<>(read.violations());
        JobSpec spec = read.spec();
        T result = spec == null ? null : checked(spec, withRows, check, violations);
        if (result == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations.stream().distinct().toList());
        }
        return result;
    }

    private <T> @Nullable T checked(JobSpec spec, boolean withRows, Check<T> check, List<Violation> violations) {
        HubPins pins = collecting(violations, () -> pin(spec, withRows));
        TrainTask task = pins == null ? null : collecting(violations, () -> resolver.describe(spec, pins));
        if (pins != null && task != null) {
            return collecting(violations, () -> check.of(spec, pins, task));
        }
        // Without a checkpoint or data there is no task to check as a whole, but what is there can be told already.
        collecting(violations, () -> TrainingArguments.of(spec.hyperparameters()));
        resolver.dataset(spec)
                .ifPresent(data -> collecting(violations, () -> DatasetReader.read(data, spec.numLabels())));
        return null;
    }

    private HubPins pin(JobSpec spec, boolean withRows) {
        HubPins pins = resolver.pin(spec);
        HubDataset dataset = pins.dataset();
        if (withRows && dataset != null) {
            hub.downloadRows(dataset);
        }
        return pins;
    }

    private Admitted plan(JobSpec spec, HubPins pins, TrainTask task, @Nullable Webhook webhook) {
        boolean weights = hub.hasWeights(pins);
        if (hub.hasRows(pins)) {
            Preflight.Plan plan = weights ? preflight.apply(task) : Preflight.checkWithoutWeights(task);
            return new Admitted(spec, pins, plan.arguments(), plan.maxSteps(), webhook);
        }
        TrainingArguments arguments = Preflight.checkWithoutRows(task, weights);
        return new Admitted(spec, pins, arguments.values(), Math.max(0, arguments.maxSteps()), webhook);
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
