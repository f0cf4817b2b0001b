package dev.tunewright.service.job;

import dev.tunewright.engine.trainer.Hyperparameter;
import dev.tunewright.engine.trainer.RefusedArgument;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a job's {@code hyperparameters} may hold, so that a form can be built from it. */
@RestController
@ConditionalOnRole(Role.API)
class HyperparameterController {

    /**
     * A list like every other, always whole.
     *
     * @param refused arguments of the original's that have no meaning here, each with its reason
     */
    record Answer(
            List<Hyperparameter> data,
            boolean hasMore,
            @Nullable String next,
            List<RefusedArgument> refused) {}

    @GetMapping("/hyperparameters")
    Answer list() {
        return new Answer(Hyperparameter.all(), false, null, Hyperparameter.refused());
    }
}
