package dev.tunewright.service.metric;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobEvent;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.job.JobNotFoundException;
import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.PageLimit;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@ConditionalOnRole(Role.API)
class MetricController {

    /**
     * @param lastEvent id of an event that all told here is up to, and maybe more: a client that follows the job's events
     *     after it misses nothing
     * @param next the last step of this page
     */
    record Metrics(
            UUID jobId,
            String status,
            long lastEvent,
            List<StepRow> train,

            @ArraySchema @JsonRawValue String eval,

            boolean hasMore,
            @Nullable String next) {}

    record Log(
            @ArraySchema @JsonRawValue String data,

            boolean hasMore,
            @Nullable String next) {}

    private final StepRows steps;
    private final EventRows events;

    MetricController(StepRows steps, EventRows events) {
        this.steps = steps;
        this.events = events;
    }

    @GetMapping("/jobs/{id}/metrics")
    Metrics metrics(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "1000") int limit,
            @RequestParam @Nullable Integer points) {
        UUID job = JobId.parse(id);
        EventRows.Head head = head(job);
        String eval = array(events.data(job, JobEvent.Type.EVAL));
        if (points != null) {
            List<StepRow> thinned = steps.downsampled(job, after, checkPoints(points));
            return new Metrics(job, head.status().wire(), head.lastEvent(), thinned, eval, false, null);
        }
        List<StepRow> found = steps.page(job, after, PageLimit.check(limit) + 1);
        boolean more = found.size() > limit;
        List<StepRow> page = more ? found.subList(0, limit) : found;
        String next = more ? String.valueOf(page.get(limit - 1).step()) : null;
        return new Metrics(job, head.status().wire(), head.lastEvent(), page, eval, more, next);
    }

    /** All rows in one answer, unless a limit is asked for. */
    @GetMapping(path = "/jobs/{id}/metrics", produces = "text/csv")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    void csv(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable Integer points,
            HttpServletResponse response)
            throws IOException {
        UUID job = JobId.parse(id);
        head(job);
        response.setContentType("text/csv;charset=UTF-8");
        CsvSteps csv = new CsvSteps(response.getWriter());
        if (points != null) {
            steps.downsampled(job, after, checkPoints(points)).forEach(csv::row);
        } else if (limit != null) {
            steps.page(job, after, PageLimit.check(limit)).forEach(csv::row);
        } else {
            steps.forEach(job, after, csv::row);
        }
        csv.end();
    }

    @GetMapping("/jobs/{id}/log")
    Log log(@PathVariable String id) {
        UUID job = JobId.parse(id);
        head(job);
        return new Log(array(events.data(job, JobEvent.Type.LOG_ENTRY)), false, null);
    }

    /** What the trainer said of the data before its first step: its last word, where there were several attempts. */
    @GetMapping(path = "/jobs/{id}/report", produces = MediaType.APPLICATION_JSON_VALUE)
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(types = "object")))
    String report(@PathVariable String id) {
        UUID job = JobId.parse(id);
        head(job);
        List<String> reports = events.data(job, JobEvent.Type.DATA_REPORT);
        if (reports.isEmpty()) {
            throw new ApiException(
                    HttpStatus.NOT_FOUND,
                    "no_report_yet",
                    "No report yet",
                    "the trainer of job " + job
                            + " has not looked at its data yet; POST /jobs?dry_run=true does so at once");
        }
        return reports.get(reports.size() - 1);
    }

    private EventRows.Head head(UUID job) {
        return events.head(job).orElseThrow(() -> new JobNotFoundException(job));
    }

    private static int checkPoints(int points) {
        if (points < 1 || points > 100_000) {
            throw new InvalidInputException("points", "must be 1 to 100000, was " + points);
        }
        return points;
    }

    private static String array(List<String> objects) {
        return "[" + String.join(",", objects) + "]";
    }
}
