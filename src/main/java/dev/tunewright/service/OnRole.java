package dev.tunewright.service;

import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Reads {@code tunewright.roles}; a node without that setting plays every role. */
final class OnRole implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Role wanted = metadata.getAnnotations().get(ConditionalOnRole.class).getEnum("value", Role.class);
        return Binder.get(context.getEnvironment())
                .bind("tunewright.roles", Bindable.setOf(Role.class))
                .orElse(Set.of(Role.values()))
                .contains(wanted);
    }
}
