package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.PageLimit;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/jobs")
@ConditionalOnRole(Role.API)
class JobController {

    private final JobListing listing;
    private final JobControl control;

    JobController(JobListing listing, JobControl control) {
        this.listing = listing;
        this.control = control;
    }

    @GetMapping
    Page<JobView> list(
            @RequestParam @Nullable String status,
            @RequestParam @Nullable String name,
            @RequestParam @Nullable String tag,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        JobFilter filter = new JobFilter(
                status == null ? null : status(status),
                name,
                tag == null ? null : tag(tag),
                after == null ? null : Cursor.parse(after));
        return listing.list(filter, PageLimit.check(limit));
    }

    @GetMapping("/{id}")
    JobView get(@PathVariable String id) {
        return listing.get(JobId.parse(id));
    }

    @PostMapping("/{id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView cancel(@PathVariable String id) {
        control.cancel(JobId.parse(id));
        return listing.get(JobId.parse(id));
    }

    @PostMapping("/{id}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView resume(@PathVariable String id) {
        control.resume(JobId.parse(id));
        return listing.get(JobId.parse(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        control.delete(JobId.parse(id));
    }

    private static JobStatus status(String text) {
        try {
            return JobStatus.of(text);
        } catch (IllegalArgumentException unknown) {
            throw new InvalidInputException(
                    "status",
                    "must be one of "
                            + Arrays.stream(JobStatus.values())
                                    .map(JobStatus::wire)
                                    .toList() + ", was \"" + text + "\"");
        }
    }

    private static Map.Entry<String, String> tag(String text) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new InvalidInputException("tag", "must be name:value, was \"" + text + "\"");
        }
        return Map.entry(text.substring(0, colon), text.substring(colon + 1));
    }
}
