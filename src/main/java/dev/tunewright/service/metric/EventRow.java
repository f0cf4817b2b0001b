package dev.tunewright.service.metric;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * An event as clients see it.
 *
 * @param type {@code train}, {@code eval}, {@code status}, {@code checkpoint}, {@code data_report} or {@code log}
 * @param data JSON object
 */
record EventRow(long id, String type, @JsonRawValue String data, Instant time) {}
