package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.trace.JobLog;
import dev.tunewright.service.webhook.Outbox;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/jobs", consumes = MediaType.APPLICATION_JSON_VALUE)
@ConditionalOnRole(Role.API)
class SubmissionController {

    private static final int LONGEST_KEY = 255;

    private final JobAdmission admission;
    private final JobSubmission submission;
    private final JobListing listing;
    private final MeasuredSpeed speed;
    private final SubmissionLimits limits;
    private final Outbox outbox;

    SubmissionController(
            JobAdmission admission,
            JobSubmission submission,
            JobListing listing,
            MeasuredSpeed speed,
            SubmissionLimits limits,
            Outbox outbox) {
        this.admission = admission;
        this.submission = submission;
        this.listing = listing;
        this.speed = speed;
        this.limits = limits;
        this.outbox = outbox;
    }

    @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Takes a job in",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = JobRequest.class))))
    @ApiResponse(
            responseCode = "201",
            description = "queued",
            content = @Content(schema = @Schema(implementation = JobView.class)))
    @ApiResponse(
            responseCode = "200",
            description = "what the job would come to, with `dry_run`; or the job that the same key made before",
            content = @Content(schema = @Schema(anyOf = {DryRun.class, JobView.class})))
    ResponseEntity<?> post(
            @RequestBody byte[] body,
            @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
            @RequestHeader(name = "Idempotency-Key") @Nullable String key,
            @Nullable Principal caller) {
        String submitter = caller == null ? null : caller.getName();
        limits.spend(submitter);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new InvalidInputException("Idempotency-Key", "must have 1 to " + LONGEST_KEY + " characters");
        }
        return dryRun ? ResponseEntity.ok(dryRun(body)) : submit(body, key, submitter);
    }

    private DryRun dryRun(byte[] body) {
        JobAdmission.Forecast forecast = admission.forecast(body);
        outbox.require(forecast.webhook());
        return DryRun.of(forecast, speed.correct(forecast.report()));
    }

    /** A repeated key is answered before the body is checked: what it named may have changed since. */
    private ResponseEntity<JobView> submit(byte[] body, @Nullable String key, @Nullable String submitter) {
        String hash = hash(body);
        Optional<JobSubmission.Submitted> earlier = submission.earlier(key, hash);
        JobSubmission.Submitted submitted = earlier.orElseGet(() -> {
            limits.requireRoom(submitter);
            JobAdmission.Admitted admitted = admission.admit(body);
            outbox.require(admitted.webhook());
            return submission.submit(new NewJob(
                    admitted.spec(),
                    admitted.pins(),
                    admitted.arguments(),
                    admitted.maxSteps(),
                    key,
                    hash,
                    submitter,
                    admitted.webhook()));
        });
        MDC.put(JobLog.JOB, submitted.id().toString()); // until the request ends
        JobView job = listing.get(submitted.id());
        return submitted.created()
                ? ResponseEntity.created(URI.create("/jobs/" + job.id())).body(job)
                : ResponseEntity.ok(job);
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
