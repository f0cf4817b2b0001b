package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.PageLimit;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/jobs")
@ConditionalOnRole(Role.API)
class JobController {

    private final JobAdmission admission;
    private final JobSubmission submission;
    private final JobListing listing;
    private final JobControl control;

    JobController(JobAdmission admission, JobSubmission submission, JobListing listing, JobControl control) {
        this.admission = admission;
        this.submission = submission;
        this.listing = listing;
        this.control = control;
    }

    @PostMapping
    ResponseEntity<JobView> submit(
            @RequestBody byte[] body,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey) {
        String requestHash = idempotencyKey == null ? null : sha256(body);
        // A key that came before answers its job even where that job could not be admitted again today.
        JobSubmission.Submitted submitted = submission
                .earlier(idempotencyKey, requestHash)
                .orElseGet(() -> {
                    JobAdmission.Admitted admitted = admission.admit(body);
                    return submission.submit(admitted.spec(), admitted.plan(), idempotencyKey, requestHash);
                });
        URI location = URI.create("/jobs/" + submitted.id());
        return ResponseEntity.status(submitted.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .location(location)
                .body(listing.get(submitted.id()));
    }

    /** Answers what a job comes to; nothing is queued. */
    @PostMapping(params = "dry_run=true")
    DryRun dryRun(@RequestBody byte[] body) {
        return DryRun.of(admission.admit(body));
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Indicates a bug: every Java has SHA-256", e);
        }
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
                after == null ? null : JobCursor.parse(after));
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
