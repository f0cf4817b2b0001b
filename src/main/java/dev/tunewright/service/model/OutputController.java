package dev.tunewright.service.model;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What a job left behind: its model and checkpoints. Large files are streamed, never held in memory. */
@RestController
@ConditionalOnRole(Role.API)
class OutputController {

    private final TrainedJobs jobs;
    private final ArtifactStore artifacts;

    OutputController(TrainedJobs jobs, ArtifactStore artifacts) {
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    @GetMapping("/jobs/{id}/model")
    @ApiResponse(
            responseCode = "200",
            description = "the checkpoint in the hub's layout, for from_pretrained",
            content = @Content(mediaType = "application/gzip", schema = @Schema(type = "string", format = "binary")))
    void model(@PathVariable String id, HttpServletResponse response) throws IOException {
        JobDirectory.Entry job = jobs.succeeded(JobId.parse(id));
        Artifact model = JobArtifacts.require(artifacts, JobArtifacts.prefix(job) + "/model");
        response.setContentType("application/gzip");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(ModelArchive.fileName(job))
                        .build()
                        .toString());
        ModelArchive.write(model, response.getOutputStream());
    }

    @GetMapping(path = "/jobs/{id}/manifest", produces = MediaType.APPLICATION_JSON_VALUE)
    @ApiResponse(
            responseCode = "200",
            description = "what the run was made of: hashes, versions, arguments, and a `spec` to post again",
            content = @Content(schema = @Schema(type = "object")))
    void manifest(@PathVariable String id, HttpServletResponse response) throws IOException {
        JobDirectory.Entry job = jobs.succeeded(JobId.parse(id));
        Artifact model = JobArtifacts.require(artifacts, JobArtifacts.prefix(job) + "/model");
        Artifact.Part manifest = model.parts().stream()
                .filter(part -> part.name().equals("manifest.json"))
                .findFirst()
                .orElseThrow(() -> TrainedJobs.notFound(
                        "output_not_found",
                        "Output not found",
                        "Job " + job.id() + " was trained before manifests were kept."));
        JobArtifacts.write(job, model.open(manifest), response);
    }

    @GetMapping(path = "/jobs/{id}/checkpoints", produces = MediaType.APPLICATION_JSON_VALUE)
    CheckpointList checkpoints(@PathVariable String id) throws IOException {
        return CheckpointList.of(artifacts, jobs.any(JobId.parse(id)));
    }
}
