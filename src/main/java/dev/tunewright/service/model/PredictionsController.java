package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.web.PageLimit;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a job's model made of the splits it was not trained on. Files are streamed, never held in memory. */
@RestController
@ConditionalOnRole(Role.API)
class PredictionsController {

    private static final String PREDICTIONS = "predictions-";
    private static final String JSON = ".json";

    private final TrainedJobs jobs;
    private final ArtifactStore artifacts;

    PredictionsController(TrainedJobs jobs, ArtifactStore artifacts) {
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    @GetMapping(path = "/jobs/{id}/predictions", produces = MediaType.APPLICATION_JSON_VALUE)
    @ApiResponse(
            responseCode = "200",
            description = "the split in the files' order; with `order=loss`, a page of its rows, worst first",
            content = @Content(schema = @Schema(anyOf = {PredictionsDocument.class, PredictionsDocument.Worst.class})))
    void predictions(
            @PathVariable String id,
            @RequestParam(defaultValue = "validation") String split,
            @RequestParam @Nullable String order,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam @Nullable String after,
            HttpServletResponse response)
            throws IOException {
        JobDirectory.Entry job = jobs.succeeded(JobId.parse(id));
        PageLimit.check(limit); // Whether it counts or not.
        if (order == null) {
            Artifact file = file(job, split, PREDICTIONS + split + JSON);
            JobArtifacts.write(job, JobArtifacts.open(file), response);
        } else {
            WorstRowsPage page = WorstRowsPage.of(order, after, limit);
            Artifact file = file(job, split, "worst-" + split + ".jsonl");
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            page.write(job.id(), split, JobArtifacts.open(file), response.getOutputStream());
        }
    }

    private Artifact file(JobDirectory.Entry job, String split, String name) throws IOException {
        String prefix = JobArtifacts.prefix(job);
        List<String> splits = artifacts.list(prefix).stream()
                .filter(key -> key.startsWith(PREDICTIONS) && key.endsWith(JSON))
                .map(key -> key.substring(PREDICTIONS.length(), key.length() - JSON.length()))
                .toList();
        if (!splits.contains(split)) {
            String there = splits.isEmpty() ? "none" : String.join(", ", splits);
            throw TrainedJobs.notFound(
                    "split_not_found",
                    "Split not found",
                    "Job " + job.id() + " has no predictions of split `" + split + "`; there are: " + there + ".");
        }
        return JobArtifacts.require(artifacts, prefix + "/" + name);
    }
}
