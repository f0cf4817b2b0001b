package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.web.PageLimit;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a split's rows in the order of their loss; each is copied as the trainer wrote it.
 *
 * @param after rows that were shown before
 */
record WorstRowsPage(int after, int limit) {

    /**
     * @param order {@code ?order=}
     * @param cursor {@code ?after=}; null: from the worst
     * @throws InvalidInputException of the first of them that is wrong
     */
    static WorstRowsPage of(String order, @Nullable String cursor, int limit) {
        if (!order.equals("loss")) {
            throw new InvalidInputException(
                    "order", "must be `loss`, or be left out for the file's order, was \"" + order + "\"");
        }
        if (cursor != null && !cursor.matches("\\d{1,9}")) {
            throw new InvalidInputException("after", "\"" + cursor + "\" is no cursor; use `next` of the page before");
        }
        return new WorstRowsPage(cursor == null ? 0 : Integer.parseInt(cursor), PageLimit.check(limit));
    }

    void write(UUID job, String split, InputStream worst, OutputStream out) throws IOException {
        BufferedWriter json = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        try (BufferedReader rows = new BufferedReader(new InputStreamReader(worst, StandardCharsets.UTF_8))) {
            json.write("{\"job_id\":\"" + job + "\",\"split\":\"" + split + "\",\"order\":\"loss\",\"data\":[");
            for (int i = 0; i < after && rows.readLine() != null; i++) {
                // Shown before.
            }
            String row = rows.readLine();
            for (int i = 0; i < limit && row != null; i++) {
                json.write(i == 0 ? row : "," + row);
                row = rows.readLine();
            }
            String next = row == null ? "null" : "\"" + (after + limit) + "\"";
            json.write("],\"has_more\":" + (row != null) + ",\"next\":" + next + "}");
        }
        json.flush();
    }
}
