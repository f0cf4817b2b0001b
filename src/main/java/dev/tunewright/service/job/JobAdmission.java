package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.hub.HubDataset;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.engine.trainer.TrainingArguments;
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
     * @param plan all that is known before training; null while the rows are still on the hub
     * @param maxSteps 0: not known before the rows are here
     */
    record Admitted(
            JobSpec spec, HubPins pins, Map<String, Object> arguments, int maxSteps, Preflight.@Nullable Plan plan) {

        private static Admitted of(JobSpec spec, HubPins pins, Preflight.Plan plan) {
            return new Admitted(spec, pins, plan.arguments(), plan.maxSteps(), plan);
        }
    }

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
        return admit(body, false);
    }

    /** The same for a dry run: downloads rows that are still on the hub, so that the plan is known, but no weights. */
    Admitted preview(byte[] body) {
        return admit(body, true);
    }

    private Admitted admit(byte[] body, boolean withRows) {
        JobSpecReader.Result read = JobSpecReader.read(body);
        List<Violation> violations = new ArrayList<>(read.violations());
        JobSpec spec = read.spec();
        Admitted admitted = spec == null ? null : check(spec, withRows, violations);
        if (admitted == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations.stream().distinct().toList());
        }
        return admitted;
    }

    private @Nullable Admitted check(JobSpec spec, boolean withRows, List<Violation> violations) {
        HubPins pins = collecting(violations, () -> pin(spec, withRows));
        TrainTask task = pins == null ? null : collecting(violations, () -> resolver.describe(spec, pins));
        if (pins != null && task != null) {
            return collecting(violations, () -> check(spec, pins, task));
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

    private Admitted check(JobSpec spec, HubPins pins, TrainTask task) {
        boolean weights = hub.hasWeights(pins);
        if (hub.hasRows(pins)) {
            return Admitted.of(spec, pins, weights ? preflight.apply(task) : Preflight.checkWithoutWeights(task));
        }
        TrainingArguments arguments = Preflight.checkWithoutRows(task, weights);
        return new Admitted(spec, pins, arguments.values(), Math.max(0, arguments.maxSteps()), null);
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
