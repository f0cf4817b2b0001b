package dev.tunewright.service.model;

import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Which models there are, what is known of them without loading them, and which of them this node has loaded. */
@Component
@ConditionalOnRole(Role.PREDICT)
class ModelCatalog {

    private final TrainedJobs jobs;
    private final JobDirectory directory;
    private final ModelAliases aliases;
    private final ModelRegistry models;
    private final ArtifactStore artifacts;

    ModelCatalog(
            TrainedJobs jobs,
            JobDirectory directory,
            ModelAliases aliases,
            ModelRegistry models,
            ArtifactStore artifacts) {
        this.jobs = jobs;
        this.directory = directory;
        this.aliases = aliases;
        this.models = models;
        this.artifacts = artifacts;
    }

    /** @return the job that a name stands for, as {@link TrainedJobs#named} */
    JobDirectory.Entry find(String name) {
        return jobs.named(name);
    }

    Page<ModelView> list(@Nullable Cursor after, int limit) {
        Page<JobDirectory.Entry> page = directory.succeeded(after, limit);
        List<ModelAliases.Alias> all = aliases.all();
        return new Page<>(page.data().stream().map(job -> view(job, all)).toList(), page.hasMore(), page.next());
    }

    ModelView view(JobDirectory.Entry job) {
        return view(job, aliases.all());
    }

    ModelView.Details details(JobDirectory.Entry job) throws IOException {
        ModelConfig config = config(job);
        return new ModelView.Details(
                view(job),
                config.modelType(),
                config.problemType().name().toLowerCase(Locale.ROOT),
                config.labels(),
                AutoModelForSequenceClassification.verify(config),
                ModelSize.of(config).weights(),
                artifact(job).size(),
                EvaluatedSplits.metrics(artifacts, job));
    }

    /** @return of the stored model, without its weights being read */
    ModelConfig config(JobDirectory.Entry job) throws IOException {
        Artifact model = artifact(job);
        Artifact.Part config = model.parts().stream()
                .filter(part -> part.name().equals("config.json"))
                .findFirst()
                .orElseThrow(() -> new IOException("the model of job " + job.id() + " has no config.json"));
        try (InputStream json = model.open(config)) {
            return ModelConfig.of(JsonMapper.shared().readTree(json), Map.of());
        }
    }

    /** Brings it into memory, if it is not there. */
    JobDirectory.Entry load(String name, Caller caller) {
        JobDirectory.Entry job = jobs.named(name);
        models.acquire(job, caller).close();
        return job;
    }

    /**
     * Loads the job's model on this node before the alias moves, so that a model that cannot be loaded never gets it and nobody waits for
     * the load. Requests that are under way end with the model that they began with.
     */
    ModelView point(String alias, UUID jobId, Caller caller) {
        JobDirectory.Entry job = jobs.succeeded(jobId);
        try (ModelRegistry.Lease loaded = models.acquire(job, caller)) {
            aliases.point(alias, jobId);
        }
        return view(job);
    }

    private Artifact artifact(JobDirectory.Entry job) throws IOException {
        return JobArtifacts.require(artifacts, JobArtifacts.prefix(job) + "/model");
    }

    private ModelView view(JobDirectory.Entry job, List<ModelAliases.Alias> all) {
        List<String> pointing = all.stream()
                .filter(alias -> alias.jobId().equals(job.id()))
                .map(ModelAliases.Alias::name)
                .toList();
        String self = "/models/" + job.id();
        return new ModelView(
                job.name(),
                job.id(),
                pointing,
                job.step(),
                models.isLoaded(job),
                new ModelView.Links(self, "/jobs/" + job.id(), self + "/predict"));
    }
}
