package dev.tunewright.service.web;

import dev.tunewright.engine.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** The place in a list, newest first, after which the next page begins; opaque to clients. */
public record Cursor(Instant createdAt, UUID id) {

    /** @throws InvalidInputException if the text is no cursor that this service gave out */
    public static Cursor parse(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII).split(" ");
            return new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new InvalidInputException("after", "\"" + text + "\" is no cursor; use `next` of the page before");
        }
    }

    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((createdAt + " " + id).getBytes(StandardCharsets.US_ASCII));
    }
}
