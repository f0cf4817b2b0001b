package dev.tunewright.service.retention;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys of requests that came so long ago that nobody repeats them. */
record IdempotencyKeys(JdbcClient jdbc, RetentionSettings settings) implements RetentionRule {

    @Override
    public String name() {
        return "idempotency keys";
    }

    @Override
    public int apply(Instant now) {
        Instant before = RetentionSettings.before(now, settings.idempotencyKeyAge());
        return before == null ? 0 : forget("job", before) + forget("dataset", before);
    }

    private int forget(String table, Instant before) {
        OffsetDateTime time = before.atOffset(ZoneOffset.UTC);
        return jdbc.sql("update " + table + " set idempotency_key = null"
                        + " where idempotency_key is not null and created_at < :before")
                .param("before", time)
                .update();
    }
}
