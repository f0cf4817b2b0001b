package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** Asks the model that a request names; what the shapes of requests and answers have in common. */
@Component
@ConditionalOnRole(Role.PREDICT)
class Predictor {

    private final ModelNames names;
    private final ModelRegistry models;
    private final PredictMetrics metrics;

    Predictor(ModelNames names, ModelRegistry models, PredictMetrics metrics) {
        this.names = names;
        this.models = models;
        this.metrics = metrics;
    }

    /**
     * @param model a job's id, an alias, or a job's name
     * @return as {@link ServedModel#predict}
     */
    CompletableFuture<Answer> predict(String model, List<PredictInput> inputs, boolean truncate, Caller caller) {
        return metrics.timed(() -> {
            ModelRegistry.Lease lease = models.acquire(names.named(model), caller);
            try {
                return lease.model().predict(inputs, truncate, caller).whenComplete((answer, failure) -> lease.close());
            } catch (RuntimeException | Error refused) {
                lease.close();
                throw refused;
            }
        });
    }
}
