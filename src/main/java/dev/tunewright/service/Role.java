package dev.tunewright.service;

import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What a node does; {@code tunewright.roles} lists them, all by default. */
public enum Role {
    /** Answers {@code /jobs} and what lies under it. */
    API,
    /** Runs trainers. */
    WORKER,
    /** Answers {@code /predict}. */
    PREDICT;

    /** @return the roles of this node */
    public static Set<Role> of(Environment environment) {
        return Binder.get(environment)
                .bind("tunewright.roles", Bindable.setOf(Role.class))
                .orElse(Set.of(values()));
    }
}
