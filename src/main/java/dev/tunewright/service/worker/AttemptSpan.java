package dev.tunewright.service.worker;

import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.trace.Traces;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The span of an attempt, the current one of its thread; its phases are parts of it. */
record AttemptSpan(Span span, Tracer.SpanInScope scope) implements AutoCloseable {

    /**
     * @param origin the trace of the request that queued the job; null: it has none
     * @param due since when the attempt could have begun
     */
    static AttemptSpan begin(Traces traces, @Nullable String origin, Attempt attempt, Instant due, Instant now) {
        if (origin != null) {
            traces.past(traces.after(origin).name("queue"), due, now);
        }
        Span span = traces.after(origin)
                .name("attempt")
                .kind(Span.Kind.CONSUMER)
                .tag("job_id", attempt.jobId().toString())
                .tag("attempt", attempt.number())
                .start();
        return new AttemptSpan(span, traces.enter(span));
    }

    void ended(AttemptResult result) {
        span.tag("result", result.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (result instanceof AttemptResult.Failed failed) {
            span.tag("error.type", failed.error().code());
        } else if (result instanceof AttemptResult.Lost lost) {
            span.tag("error.type", lost.error().code());
        }
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
