package dev.tunewright.service.job;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.hub.DatasetMirror;
import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.engine.hub.HubException;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.dataset.UploadedDatasets;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.FileRoots;
import dev.tunewright.service.storage.TunewrightHome;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.StrictJson;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Admits jobs without the service: from a shell, whose user may name every file that they can read, and where there are no
 * earlier jobs. Starts neither Spring nor the database.
 */
public final class ShellAdmission {

    /**
     * A job that can run.
     *
     * @param spec as the manifest shows it
     * @param task what it comes to
     */
    public record Admitted(Map<String, Object> spec, TrainTask task) {}

    private final Path folder;
    private final HubReferences hub;
    private final LocalJobSpecResolver resolver;

    /**
     * @param folder that relative paths in a job start from
     * @param home where what ships inside the jar is written out
     */
    public ShellAdmission(Path folder, TunewrightHome home) {
        this.folder = folder.toAbsolutePath().normalize();
        FileRoots everything = new FileRoots(List.of(Objects.requireNonNull(this.folder.getRoot())));
        NothingKept nothing = new NothingKept();
        DatasetMirror mirror = DatasetMirror.of(System.getenv());
        this.hub = new HubReferences(HubConfiguration.settings(System::getenv));
        this.resolver = new LocalJobSpecResolver(
                new CheckpointResolver(everything, nothing, nothing, hub, home),
                new DatasetResolver(new NothingUploaded(), mirror, everything, hub, home),
                hub,
                everything);
    }

    /**
     * @param body the fields of {@code POST /jobs}; files may be paths without {@code file:}, and so may the checkpoint
     *     where there is such a folder
     * @param downloads told of what is downloaded from the hub
     * @throws HubException if something cannot be downloaded
     * @throws InvalidInputException with every violation of fields, references, arguments, checkpoint and data
     * @throws dev.tunewright.service.web.ApiException if the body is no JSON document
     */
    public Admitted admit(byte[] body, DownloadListener downloads) {
        JsonNode json = StrictJson.read(body);
        new ShellPaths(folder).makeAbsolute(json);
        JobAdmission.Admitted admitted =
                new JobAdmission(resolver, hub).admit(JsonMapper.shared().writeValueAsBytes(json));
        if (admitted.webhook() != null) {
            throw new InvalidInputException("webhook", "needs the service; leave it out");
        }
        return new Admitted(
                JobJson.readObject(JobJson.write(admitted.spec())),
                resolver.resolve(admitted.spec(), admitted.pins(), downloads));
    }

    /** There is no service: no jobs, no outputs of jobs. */
    private static final class NothingKept implements JobDirectory, ArtifactStore {

        @Override
        public Optional<Entry> find(UUID id) {
            throw new InvalidInputException(
                    "checkpoint", "`job:` needs the service; name the folder of the job's model instead");
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

        @Override
        public void put(String key, Path source) {
            throw new UnsupportedOperationException("a shell keeps no artifacts. Indicates a bug");
        }

        @Override
        public Optional<Path> find(String key) {
            return Optional.empty();
        }

        @Override
        public List<String> list(String prefix) {
            return List.of();
        }

        @Override
        public void delete(String prefix) {}
    }

    private static final class NothingUploaded implements UploadedDatasets {

        @Override
        public DatasetSpec find(String id) {
            throw new InvalidInputException(
                    "dataset.id", "needs the service; name the files in `dataset.files` instead");
        }

        @Override
        public void use(String id, UUID job) {
            throw new UnsupportedOperationException("a shell keeps no jobs. Indicates a bug");
        }
    }
}
