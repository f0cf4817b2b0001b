package dev.tunewright.service.trace;

import java.util.Map;
import java.util.UUID;
import org.slf4j.MDC;

/** Names a job, and its attempt, in every line that a thread logs while it works for them. */
public final class JobLog {

    /** Name of the field that holds the job's id. */
    public static final String JOB = "job_id";

    private static final String ATTEMPT = "attempt";

    private JobLog() {}

    /** @return ends it */
    public static MDC.MDCCloseable job(UUID id) {
        return MDC.putCloseable(JOB, id.toString());
    }

    /** @return ends it */
    public static MDC.MDCCloseable attempt(int number) {
        return MDC.putCloseable(ATTEMPT, String.valueOf(number));
    }

    /** @return the task for a thread of its own, whose lines name what this thread's do now */
    public static Runnable carried(Runnable task) {
        Map<String, String> fields = MDC.getCopyOfContextMap();
        return () -> {
            if (fields != null) {
                MDC.setContextMap(fields);
            }
            task.run();
        };
    }
}
