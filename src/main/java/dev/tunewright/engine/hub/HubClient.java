package dev.tunewright.engine.hub;

import dev.tunewright.engine.hub.HubException.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the hub and downloads from it into Hugging Face's own cache. Safe for use by several threads, processes and nodes on
 * one cache, Python's among them. Every method throws {@link HubException}, whose problem says what can be done.
 */
public final class HubClient {

    private static final System.Logger LOG = System.getLogger(HubClient.class.getName());
    private static final int MOST_BYTES_OF_A_LISTING = 64 << 20;
    private static final String ETAG = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private final BlobDownload.Context context;

    public HubClient(HubSettings settings, Patience patience) {
        this(settings, patience, Retries.Time.REAL);
    }

    HubClient(HubSettings settings, Patience patience, Retries.Time time) {
        this.context = new BlobDownload.Context(settings, new HubHttp(settings), patience, time);
    }

    public HubSettings settings() {
        return context.settings();
    }

    /**
     * Asks the hub what a repository holds, and remembers it in the cache.
     *
     * @param revision branch, tag or commit; null: {@code main}
     * @return with the commit that the revision stands for now
     */
    public HubListing list(HubName repository, @Nullable String revision) {
        String wanted = revision == null ? "main" : revision;
        repository.checkRevision(wanted);
        HubListing.Answered answered = interruptibly(() -> ask(repository, wanted));
        if (answered.stored() != null) {
            keep(settings().cache().listing(repository, answered.listing().commit()), answered.stored());
        }
        return answered.listing();
    }

    /**
     * Looks into the cache alone.
     *
     * @param revision branch, tag or commit; null: {@code main}
     * @return what the repository holds; where that was never asked, the files that are in the cache
     */
    public Optional<HubListing> listCached(HubName repository, @Nullable String revision) {
        return settings().cache().find(repository, revision).map(snapshot -> {
            String commit = snapshot.getFileName().toString();
            try {
                Path stored = settings().cache().listing(repository, commit);
                HubListing listing = Files.isRegularFile(stored)
                        ? HubListing.ofStored(repository, commit, Files.readAllBytes(stored))
                        : null;
                return listing != null ? listing : new HubListing(repository, commit, filesBelow(snapshot));
            } catch (IOException e) {
                throw cacheFailure(e);
            }
        });
    }

    /** @return where a file lies; empty if it is not in the cache */
    public Optional<Path> cached(HubName repository, String commit, String file) {
        return Optional.of(settings().cache().file(repository, commit, file)).filter(Files::isRegularFile);
    }

    /**
     * Has a file, downloading it if it is not in the cache.
     *
     * @param commit in full
     * @return the file in its snapshot's folder
     */
    public Path download(HubName repository, String commit, String file, DownloadListener listener) {
        Path entry = settings().cache().file(repository, commit, file);
        if (!Files.isRegularFile(entry)) {
            HubFile described = describe(repository, commit, file);
            interruptibly(() -> {
                try {
                    HubCache.link(new BlobDownload(context, described, listener).run(), entry);
                } catch (IOException e) {
                    throw cacheFailure(e);
                }
                return entry;
            });
        }
        return entry;
    }

    /** Asks whether a file may be had, without having it. */
    public void checkAccess(HubName repository, String commit, String file) {
        describe(repository, commit, file);
    }

    /**
     * Once all that is wanted of a commit is there: whoever asks for the revision offline now finds this commit.
     *
     * @param revision branch, tag or commit; null: {@code main}
     */
    public void remember(HubName repository, @Nullable String revision, String commit) {
        String wanted = revision == null ? "main" : revision;
        if (!wanted.equals(commit)) {
            keep(settings().cache().reference(repository, wanted), commit);
        }
    }

    /** What only spares a later question: a cache that may not be written does without. */
    private static void keep(Path file, String content) {
        try {
            HubCache.write(file, content);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be written: {1}", file, e.toString());
        }
    }

    private HubFile describe(HubName repository, String commit, String file) {
        return interruptibly(() -> {
            URI address = settings().address(repository.filePath(commit, file));
            try (HubAnswer answer = answer("HEAD", address, repository, commit, file)) {
                String etag = answer.etag();
                Optional<String> told = answer.linked().firstValue("X-Repo-Commit");
                if (etag == null
                        || !etag.matches(ETAG)
                        || told.isPresent() && !told.get().equals(commit)) {
                    throw malformed(repository);
                }
                return new HubFile(repository, commit, file, etag, answer.size());
            }
        });
    }

    private HubListing.Answered ask(HubName repository, String revision) throws InterruptedException {
        URI address = settings().address(repository.apiPath(revision) + "?blobs=true");
        Retries retries = new Retries(context.patience(), context.time(), () -> {});
        while (true) {
            try (HubAnswer answer = answer("GET", address, repository, revision, null)) {
                HubListing.Answered answered =
                        HubListing.ofAnswer(repository, answer.body().readAll(MOST_BYTES_OF_A_LISTING));
                if (answered == null) {
                    throw malformed(repository);
                }
                return answered;
            } catch (IOException cut) {
                retries.failed(unreachable() + HubHttp.reason(cut), cut);
            }
        }
    }

    /** @return an answer that is no refusal */
    private HubAnswer answer(String method, URI address, HubName repository, String revision, @Nullable String file)
            throws InterruptedException {
        if (settings().offline()) {
            throw new HubException(
                    Problem.OFFLINE,
                    repository + " is not in the cache " + settings().cache().folder()
                            + ", and this node is offline (HF_HUB_OFFLINE)");
        }
        Retries retries = new Retries(context.patience(), context.time(), () -> {});
        HubHttp.Reach reach = method.equals("HEAD") ? HubHttp.Reach.HUB : HubHttp.Reach.CONTENT;
        while (true) {
            try {
                HubAnswer answer = context.http()
                        .send(method, address, 0, reach, context.patience().silence());
                if (!retries.later(answer, unreachable() + "no usable answer")) {
                    return accepted(answer, reach, repository, revision, file);
                }
            } catch (IOException noAnswer) {
                retries.failed(unreachable() + HubHttp.reason(noAnswer), noAnswer);
            }
        }
    }

    private HubAnswer accepted(
            HubAnswer answer, HubHttp.Reach reach, HubName repository, String revision, @Nullable String file) {
        boolean elsewhere = reach == HubHttp.Reach.HUB && answer.status() >= 300 && answer.status() < 400;
        if (answer.status() == 200 || elsewhere) {
            return answer;
        }
        try (answer) {
            throw HubRefusals.of(answer, settings(), repository, revision, file);
        }
    }

    private String unreachable() {
        return "the hub at " + settings().endpoint() + " cannot be reached: ";
    }

    private HubException malformed(HubName repository) {
        return new HubException(
                Problem.MALFORMED,
                "what answers at " + settings().endpoint() + " for " + repository
                        + " does not speak the hub's protocol; is HF_ENDPOINT right?");
    }

    private HubException cacheFailure(IOException e) {
        Path folder = settings().cache().folder();
        return new HubException(
                Problem.CACHE,
                "the hub cache " + folder + " cannot be used: " + e.getMessage() + room(folder)
                        + "; make room, or set HF_HUB_CACHE to another folder",
                e);
    }

    private static String room(Path folder) {
        try {
            return " (" + (Files.getFileStore(folder).getUsableSpace() >> 20) + " MiB are free)";
        } catch (IOException unknown) {
            return "";
        }
    }

    private static List<String> filesBelow(Path snapshot) throws IOException {
        try (Stream<Path> paths = Files.walk(snapshot)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> snapshot.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
    }

    /** What waits for the hub. */
    private interface Waiting<T> {
        T run() throws InterruptedException;
    }

    private static <T> T interruptibly(Waiting<T> waiting) {
        try {
            return waiting.run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new HubException(Problem.UNREACHABLE, "waiting for the hub was interrupted", stopped);
        }
    }
}
