package dev.tunewright.service.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.GlueTask;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.Labels.ProblemType;
import dev.tunewright.engine.hub.DatasetMirror;
import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.engine.hub.HubCache;
import dev.tunewright.engine.hub.HubSettings;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.dataset.UploadedDatasets;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobAdmissionTest {

    private static final Preflight.Plan PLAN = new Preflight.Plan(
            Map.of("learning_rate", 5e-5),
            12,
            new Labels(ProblemType.SINGLE_LABEL_CLASSIFICATION, 2, List.of("no", "yes")),
            Map.of("train", 30));

    @TempDir
    private Path folder;

    private final Map<UUID, JobDirectory.Entry> jobs = new HashMap<>();
    private final Map<String, Path> artifacts = new HashMap<>();
    private Path files;
    private HubReferences hub;
    private LocalJobSpecResolver resolver;

    @BeforeEach
    void makeFiles() throws IOException {
        files = Files.createDirectories(folder.resolve("files"));
        Files.createDirectories(files.resolve("bert"));
        Files.writeString(files.resolve("train.tsv"), "text\tlabel\ngood\t1\nbad\t0\n");
        hub = new HubReferences(
                new HubSettings(URI.create("http://127.0.0.1:1"), null, true, new HubCache(folder.resolve("hub"))));
        FileRoots roots = new FileRoots(List.of(files));
        TunewrightHome home = new TunewrightHome(folder.resolve("home"));
        DatasetMirror mirror = new DatasetMirror(List.of(folder.resolve("mirror")));
        resolver = new LocalJobSpecResolver(
                new CheckpointResolver(roots, new Directory(jobs), new Artifacts(artifacts), hub, home),
                new DatasetResolver(new Uploads(files), mirror, roots, hub, home),
                hub,
                roots);
    }

    @Test
    void jobThatCanRunIsAdmittedWithItsPlan() {
        JobAdmission.Admitted admitted =
                admission().admit(body("file:bert", "\"files\": {\"train\": \"file:train.tsv\"}"));
        assertThat(admitted.arguments()).isEqualTo(PLAN.arguments());
        assertThat(admitted.spec().checkpoint()).isEqualTo("file:bert");
    }

    @Test
    void referencesBecomeLocalPaths() {
        TrainTask task = resolve("file:bert", "\"files\": {\"train\": \"file:train.tsv\"}, \"text\": \"a\"");
        assertThat(task.checkpoint()).isEqualTo(files.resolve("bert"));
        assertThat(task.dataset().splits()).containsExactly(Map.entry("train", List.of(files.resolve("train.tsv"))));
        assertThat(task.dataset().text()).isEqualTo("a");
    }

    @Test
    void mirrorGoesBeforeTheHub() throws IOException {
        Path train =
                Files.createDirectories(folder.resolve("mirror/glue/SST-2")).resolve("train.tsv");
        Files.writeString(train, "sentence\tlabel\ngood\t1\nbad\t0\n");

        TrainTask task = resolve("file:bert", "\"name\": \"glue/sst2\", \"max_length\": 9");

        assertThat(task.dataset().splits()).containsExactly(Map.entry("train", List.of(train)));
        assertThat(task.dataset().glue()).isEqualTo(GlueTask.SST2);
        assertThat(task.dataset().maxLength()).isEqualTo(9);
    }

    @Test
    void filesMayBeDescribedFurther() {
        TrainTask task = resolve("file:bert", "\"files\": {\"train\": \"file:train.tsv\"}, \"max_train_samples\": 8");
        assertThat(task.dataset().splits()).containsKey("train");
        assertThat(task.dataset().maxTrainSamples()).isEqualTo(8);
    }

    @Test
    void outputOfASucceededJobIsACheckpoint() {
        UUID id = UUID.randomUUID();
        jobs.put(id, new JobDirectory.Entry(id, "first", JobStatus.SUCCEEDED, 2, 10));
        artifacts.put("jobs/" + id + "/2/model", files.resolve("bert"));
        TrainTask task = resolve("job:" + id, "\"files\": {\"train\": \"file:train.tsv\"}");
        assertThat(task.checkpoint()).isEqualTo(files.resolve("bert"));
    }

    @Test
    void jobThatHasNotSucceededIsNoCheckpoint() {
        UUID id = UUID.randomUUID();
        jobs.put(id, new JobDirectory.Entry(id, "first", JobStatus.FAILED, 1, 10));
        assertThat(violations("job:" + id, "\"files\": {\"train\": \"file:train.tsv\"}"))
                .containsOnlyKeys("checkpoint");
        assertThat(violations("job:nonsense", "\"files\": {\"train\": \"file:train.tsv\"}"))
                .containsEntry("checkpoint", "no job `nonsense`");
    }

    @Test
    void checkpointAndDataAreToldTogether() {
        Map<String, String> violations = violations(
                "embedded:huge", "\"files\": {\"train\": \"file:absent.tsv\", \"test\": \"file:/etc/passwd\"}");
        assertThat(violations).containsOnlyKeys("checkpoint", "dataset.files.train", "dataset.files.test");
        assertThat(violations.get("checkpoint")).contains("minilm");
    }

    @Test
    void checkpointMissingFromTheHubCacheNamesCacheAndRemedy() {
        assertThat(violations("org/name-of-nothing@v1", "\"files\": {\"train\": \"file:train.tsv\"}")
                        .get("checkpoint"))
                .contains("org/name-of-nothing")
                .contains("v1")
                .contains(folder.resolve("hub").toString())
                .contains("download")
                .contains("file:<path>");
        assertThat(violations("not a name", "\"files\": {\"train\": \"file:train.tsv\"}")
                        .get("checkpoint"))
                .contains("not a name of the hub");
    }

    @Test
    void datasetMissingFromTheHubCacheNamesTheCache() {
        assertThat(violations("file:bert", "\"name\": \"glue/mrpc\"").get("dataset.name"))
                .contains("glue/mrpc")
                .contains("offline")
                .contains(folder.resolve("hub").toString());
    }

    @Test
    void uploadedDatasetStandsForItsFilesAndTheJobMayReadThemOtherwise() {
        TrainTask task = resolve("file:bert", "\"id\": \"uploaded\", \"text\": \"other\"");
        assertThat(task.dataset().splits()).containsExactly(Map.entry("train", List.of(files.resolve("train.tsv"))));
        assertThat(task.dataset().text()).isEqualTo("other");
        assertThat(task.dataset().textPair()).as("the pair of another text").isNull();
        assertThat(task.dataset().label()).isEqualTo("label");
        assertThat(violations("file:bert", "\"id\": \"x\"").get("dataset.id")).contains("`x`");
    }

    @Test
    void preflightsFindingsJoinThoseOfTheFields() {
        JobAdmission admission = new JobAdmission(resolver, hub, task -> {
            throw new InvalidInputException("dataset.text", "no column `x`");
        });
        byte[] body = """
                {"checkpoint": "file:bert", "dataset": {"files": {"train": "file:train.tsv"}}, "nam": "x"}
                """.getBytes(StandardCharsets.UTF_8);
        InvalidInputException exception =
                catchThrowableOfType(InvalidInputException.class, () -> admission.admit(body));
        assertThat(exception.violations()).extracting(Violation::field).containsExactly("nam", "dataset.text");
    }

    @Test
    void argumentsAndColumnsAreToldBesideAnUnknownCheckpoint() {
        byte[] body = """
                {"checkpoint": "embedded:huge", "hyperparameters": {"learning_rate": -1, "bogus": null},
                 "dataset": {"files": {"train": "file:train.tsv"}, "text": "sentence"}}
                """.getBytes(StandardCharsets.UTF_8);
        InvalidInputException exception = catchThrowableOfType(
                InvalidInputException.class, () -> admission().admit(body));
        assertThat(exception.violations())
                .extracting(Violation::field)
                .containsExactlyInAnyOrder(
                        "checkpoint", "hyperparameters.learning_rate", "hyperparameters.bogus", "dataset.text");
    }

    private JobAdmission admission() {
        return new JobAdmission(resolver, hub, task -> PLAN);
    }

    private TrainTask resolve(String checkpoint, String dataset) {
        JobSpec spec = JobSpecReader.read(body(checkpoint, dataset)).spec();
        return resolver.resolve(spec, HubPins.NONE, DownloadListener.SILENT);
    }

    private Map<String, String> violations(String checkpoint, String dataset) {
        InvalidInputException exception = catchThrowableOfType(
                InvalidInputException.class, () -> admission().admit(body(checkpoint, dataset)));
        Map<String, String> violations = new HashMap<>();
        exception.violations().forEach(violation -> violations.put(violation.field(), violation.message()));
        return violations;
    }

    private static byte[] body(String checkpoint, String dataset) {
        return ("{\"checkpoint\": \"" + checkpoint + "\", \"dataset\": {" + dataset + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private record Directory(Map<UUID, Entry> jobs) implements JobDirectory {

        @Override
        public Optional<Entry> find(UUID id) {
            return Optional.ofNullable(jobs.get(id));
        }

        @Override
        public Optional<Entry> latestSuccess(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Entry> latest(String name) {
            return Optional.empty();
        }

        @Override
        public Page<Entry> succeeded(@Nullable Cursor after, int limit) {
            return Page.whole(List.of());
        }
    }

    private record Artifacts(Map<String, Path> entries) implements ArtifactStore {

        @Override
        public void put(String key, Path source) {
            entries.put(key, source);
        }

        @Override
        public Optional<Path> find(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        @Override
        public List<String> list(String prefix) {
            return List.of();
        }

        @Override
        public void delete(String prefix) {
            entries.remove(prefix);
        }
    }

    private record Uploads(Path files) implements UploadedDatasets {

        @Override
        public DatasetSpec find(String id) {
            if (!id.equals("uploaded")) {
                throw new InvalidInputException("dataset.id", "there is no `" + id + "`");
            }
            return new DatasetSpec(
                    Map.of("train", List.of(files.resolve("train.tsv"))),
                    "text",
                    "pair",
                    "label",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        @Override
        public void use(String id, UUID job) {}
    }
}
