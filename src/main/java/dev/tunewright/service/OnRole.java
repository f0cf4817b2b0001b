package dev.tunewright.service;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Reads {@code tunewright.roles}; a node without that setting plays every role. */
final class OnRole implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Role wanted = metadata.getAnnotations().get(ConditionalOnRole.class).getEnum("value", Role.class);
        return Role.of(context.getEnvironment()).contains(wanted);
    }
}
