package dev.tunewright.service.trace;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes spans, also for work that another node queued. Where tracing is off, nothing. */
@Component
public final class Traces {

    private static final String HEADER = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;

    Traces(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** Part of what the thread's current span is about. */
    public record Phase(Span span) implements AutoCloseable {

        public static final Phase NONE = new Phase(Span.NOOP);

        @Override
        public void close() {
            span.end();
        }
    }

    /** @return what this thread works for, as W3C's {@code traceparent}; null: nothing that is traced */
    public @Nullable String origin() {
        Span span = tracer.currentSpan();
        if (span == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        propagator.inject(span.context(), headers, (carrier, name, value) -> headers.put(name, value));
        return headers.get(HEADER);
    }

    /**
     * @param origin of the work, from the node that queued it; null: it begins a trace
     * @return for a span of work that goes on elsewhere
     */
    public Span.Builder after(@Nullable String origin) {
        return propagator.extract(origin == null ? Map.<String, String>of() : Map.of(HEADER, origin), Map::get);
    }

    /** Makes a span this thread's current one until the scope is closed. */
    public Tracer.SpanInScope enter(Span span) {
        return tracer.withSpan(span);
    }

    public Phase phase(String name) {
        return new Phase(tracer.nextSpan().name(name).start());
    }

    /** Tells of a phase that is over. */
    public void past(String name, Instant begun, Instant ended) {
        past(tracer.spanBuilder().name(name), begun, ended);
    }

    public void past(Span.Builder span, Instant begun, Instant ended) {
        span.startTimestamp(micros(begun), TimeUnit.MICROSECONDS).start().end(micros(ended), TimeUnit.MICROSECONDS);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
