package dev.tunewright.service.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a job's event sequence that is no training step.
 *
 * @param id position in the job's sequence, from 1
 * @param step the step it belongs to, where a later attempt that starts below it makes it void
 * @param data as clients see it
 */
public record JobEvent(long id, Type type, @Nullable Integer step, Map<String, Object> data, Instant time) {

    /** What an event tells. */
    public enum Type {
        /** The job's state changed. */
        STATUS("status"),
        /** An evaluation. */
        EVAL("eval"),
        /** A checkpoint is kept. */
        CHECKPOINT("checkpoint"),
        /** What the data holds and what training on it is likely to cost. */
        DATA_REPORT("data_report"),
        /** Something a person should read. */
        MESSAGE("log"),
        /** An entry of the original's log history. */
        LOG_ENTRY("log");

        private final String wire;

        Type(String wire) {
            this.wire = wire;
        }

        /** @return the contract's name of it */
        public String wire() {
            return wire;
        }

        /** @return the database's name of it */
        public String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Type ofStored(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }
    }
}
