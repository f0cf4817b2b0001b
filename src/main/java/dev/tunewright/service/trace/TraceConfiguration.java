package dev.tunewright.service.trace;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** While tracing is off: in place of those that would follow everything for nobody, and log trace ids of nothing but zeros. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "management.tracing.export.enabled", havingValue = false)
class TraceConfiguration {

    @Bean
    Tracer tracer() {
        return Tracer.NOOP;
    }

    @Bean
    Propagator propagator() {
        return Propagator.NOOP;
    }
}
