package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.storage.ArtifactStore;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a job left behind: predictions, model, checkpoints. Large files are streamed, never held in memory. */
@RestController
@ConditionalOnRole(Role.API)
class OutputController {

    private static final String PREDICTIONS = "predictions-";
    private static final String JSON = ".json";

    private final TrainedJobs jobs;
    private final ArtifactStore artifacts;

    OutputController(TrainedJobs jobs, ArtifactStore artifacts) {
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    @GetMapping(path = "/jobs/{id}/predictions", produces = MediaType.APPLICATION_JSON_VALUE)
    void predictions(
            @PathVariable String id,
            @RequestParam(defaultValue = "validation") String split,
            HttpServletResponse response)
            throws IOException {
        JobDirectory.Entry job = jobs.succeeded(JobId.parse(id));
        String prefix = JobArtifacts.prefix(job);
        List<String> splits = artifacts.list(prefix).stream()
                .filter(name -> name.startsWith(PREDICTIONS) && name.endsWith(JSON))
                .map(name -> name.substring(PREDICTIONS.length(), name.length() - JSON.length()))
                .toList();
        if (!splits.contains(split)) {
            String there = splits.isEmpty() ? "none" : String.join(", ", splits);
            throw TrainedJobs.notFound(
                    "split_not_found",
                    "Split not found",
                    "Job " + job.id() + " has no predictions of split `" + split + "`; there are: " + there + ".");
        }
        Path file = require(prefix + "/" + PREDICTIONS + split + JSON);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        writeWithJobId(job.id(), file, response.getOutputStream());
    }

    @GetMapping("/jobs/{id}/model")
    void model(@PathVariable String id, HttpServletResponse response) throws IOException {
        JobDirectory.Entry job = jobs.succeeded(JobId.parse(id));
        Path folder = require(JobArtifacts.prefix(job) + "/model");
        response.setContentType("application/gzip");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(ModelArchive.fileName(job))
                        .build()
                        .toString());
        ModelArchive.write(folder, response.getOutputStream());
    }

    @GetMapping(path = "/jobs/{id}/checkpoints", produces = MediaType.APPLICATION_JSON_VALUE)
    CheckpointList checkpoints(@PathVariable String id) throws IOException {
        return CheckpointList.of(artifacts, jobs.any(JobId.parse(id)));
    }

    private Path require(String key) throws IOException {
        return artifacts
                .find(key)
                .orElseThrow(() -> TrainedJobs.notFound(
                        "output_not_found", "Output not found", "The output " + key + " was deleted."));
    }

    /** The stored document with one field before its first: spliced, so that every number stays as it was written. */
    private static void writeWithJobId(UUID id, Path file, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            if (first != '{') {
                throw new IOException(file + " does not start with an object");
            }
            out.write(("{\"job_id\":\"" + id + "\",").getBytes(StandardCharsets.UTF_8));
            in.transferTo(out);
        }
    }
}
