package dev.tunewright.service.metric;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.job.JobNotFoundException;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.PageLimit;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/jobs/{id}/events")
@ConditionalOnRole(Role.API)
class EventController {

    private final EventRows events;
    private final LiveStreams streams;

    EventController(EventRows events, LiveStreams streams) {
        this.events = events;
        this.streams = streams;
    }

    @GetMapping
    Page<EventRow> list(
            @PathVariable String id,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "1000") int limit) {
        UUID job = JobId.parse(id);
        EventRows.Head head = head(job);
        long from = after == null ? 0 : eventId("after", after);
        List<EventRow> page = events.between(job, from, head.lastEvent(), PageLimit.check(limit));
        boolean more = page.size() == limit && page.get(limit - 1).id() < head.lastEvent();
        return new Page<>(page, more, more ? String.valueOf(page.get(limit - 1).id()) : null);
    }

    /** Answers and goes on writing on its own; this thread is free at once. */
    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    void stream(
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID") @Nullable String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        UUID job = JobId.parse(id);
        head(job);
        long from = lastEventId == null || lastEventId.isBlank() ? 0 : eventId("Last-Event-ID", lastEventId);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache, no-transform");
        response.setHeader("X-Accel-Buffering", "no");
        streams.open(job, from, request.startAsync());
    }

    private EventRows.Head head(UUID job) {
        return events.head(job).orElseThrow(() -> new JobNotFoundException(job));
    }

    private static long eventId(String field, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(field, "must be the id of an event, was \"" + text + "\"");
        }
    }
}
