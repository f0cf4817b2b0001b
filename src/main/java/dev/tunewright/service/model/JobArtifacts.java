package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/** Where a job's outputs lie in the artifact store, and how they are answered. */
final class JobArtifacts {

    private JobArtifacts() {}

    /** @return the key under which the current or last attempt's outputs lie */
    static String prefix(JobDirectory.Entry job) {
        return prefix(job, job.attempt());
    }

    static String prefix(JobDirectory.Entry job, int attempt) {
        return "jobs/" + job.id() + "/" + attempt;
    }

    /** @throws dev.tunewright.service.web.ApiException 404 if it is not there, or no longer */
    static Artifact require(ArtifactStore artifacts, String key) throws IOException {
        return artifacts
                .look(key)
                .orElseThrow(() -> TrainedJobs.notFound(
                        "output_not_found", "Output not found", "There is no output " + key + ", or no longer."));
    }

    /** @return the content of an artifact that is a file */
    static InputStream open(Artifact file) throws IOException {
        return file.open(file.parts().get(0));
    }

    /** Answers a stored document with one field before its first: spliced, so that every number stays as it was written. */
    static void write(JobDirectory.Entry job, InputStream document, HttpServletResponse response) throws IOException {
        try (InputStream in = document) {
            int first = in.read();
            if (first != '{') {
                throw new IOException("a document of job " + job.id() + " does not start with an object");
            }
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            OutputStream out = response.getOutputStream();
            out.write(("{\"job_id\":\"" + job.id() + "\",").getBytes(StandardCharsets.UTF_8));
            in.transferTo(out);
        }
    }
}
