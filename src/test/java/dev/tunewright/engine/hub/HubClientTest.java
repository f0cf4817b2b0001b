package dev.tunewright.engine.hub;

import static dev.tunewright.engine.hub.StandInHub.commit;
import static dev.tunewright.engine.hub.StandInHub.cut;
import static dev.tunewright.engine.hub.StandInHub.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.hub.HubException.Problem;
import dev.tunewright.engine.hub.StandInHub.Request;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubClientTest {

    private static final String TOKEN = "hf_secretOfTheTest";
    private static final String WEIGHTS = "model.safetensors";
    private static final HubName MODEL = HubName.model("org/name");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Retries.Time time = new Retries.Time(Clock.fixed(NOW, ZoneOffset.UTC), pauses::add);
    private StandInHub hub;

    @BeforeEach
    void fillTheHub() throws IOException {
        hub = new StandInHub().small("models/org/name", "config.json", "{}").large("models/org/name", WEIGHTS, CONTENT);
    }

    @AfterEach
    void closeTheHub() {
        hub.close();
    }

    @Test
    void revisionStandsForACommitWithItsFiles() {
        HubListing listing = client().list(MODEL, null);
        assertThat(listing.commit()).isEqualTo(commit(1));
        assertThat(listing.files()).containsExactly("config.json", WEIGHTS);
    }

    @Test
    void revisionWithSlashesIsAsked() {
        hub.at("models/org/name", "refs/pr/1", commit(2), WEIGHTS, CONTENT);
        assertThat(client().list(MODEL, "refs/pr/1").commit()).isEqualTo(commit(2));
        assertThat(hub.requests.get(0).path()).contains("/revision/refs%2Fpr%2F1");
    }

    @Test
    void downloadedFilesLieInTheOriginalsLayout() throws IOException {
        Path weights = download(client(), WEIGHTS);
        Path config = download(client(), "config.json");
        Path repository = folder.resolve("models--org--name");
        assertThat(weights).isEqualTo(repository.resolve("snapshots/" + commit(1) + "/" + WEIGHTS));
        assertThat(weights).hasBinaryContent(CONTENT);
        assertThat(Files.readSymbolicLink(weights).toString()).matches("\\.\\./\\.\\./blobs/[0-9a-f]{64}");
        assertThat(Files.readSymbolicLink(config).toString()).matches("\\.\\./\\.\\./blobs/[0-9a-f]{40}");
        assertThat(repository.resolve("refs")).doesNotExist();
        client().remember(MODEL, null, commit(1));
        assertThat(repository.resolve("refs/main")).hasContent(commit(1));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fileInAFolderIsLinkedFromThere() throws IOException {
        hub.large("datasets/glue", "mrpc/train-00000-of-00001.parquet", CONTENT);
        Path file = client().download(
                        HubName.dataset("glue"),
                        commit(1),
                        "mrpc/train-00000-of-00001.parquet",
                        DownloadListener.SILENT);
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(Files.readSymbolicLink(file).toString()).startsWith("../../../blobs/");
        assertThat(file.toString()).contains("datasets--glue/snapshots");
    }

    @Test
    void whatIsThereIsNotAskedForAgain() {
        download(client(), WEIGHTS);
        hub.requests.clear();
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void secondCommitWithTheSameContentDownloadsNothing() {
        download(client(), WEIGHTS);
        hub.at("models/org/name", "v2", commit(2), WEIGHTS, CONTENT);
        Path again = client().download(MODEL, commit(2), WEIGHTS, DownloadListener.SILENT);
        assertThat(again).hasBinaryContent(CONTENT);
        assertThat(hub.count("store", "GET")).isEqualTo(1);
    }

    @Test
    void tokenStaysWithTheHub() {
        hub.keepFor("models/org/name", TOKEN);
        client().list(MODEL, null);
        download(client(), WEIGHTS);
        assertThat(requests("hub"))
                .isNotEmpty()
                .allMatch(request -> ("Bearer " + TOKEN).equals(request.authorization()));
        assertThat(requests("store")).hasSize(1).allMatch(request -> request.authorization() == null);
    }

    @Test
    void redirectBackFromAnotherHostBringsNoTokenAlong() {
        String elsewhere = "http://localhost:" + URI.create(hub.url()).getPort() + "/there";
        hub.fault("hub GET main", status(302, "Location", elsewhere))
                .fault("hub GET there", status(302, "Location", hub.url() + "/home"));
        assertThat(problem(() -> client().list(MODEL, null))).isEqualTo(Problem.REPOSITORY_NOT_FOUND);
        assertThat(requests("hub")).extracting(Request::authorization).containsExactly("Bearer " + TOKEN, null, null);
    }

    @Test
    void renamedRepositoryIsFoundUnderItsOldName() {
        hub.rename("models/old-name", "models/org/name").keepFor("models/org/name", TOKEN);
        HubName old = HubName.model("old-name");
        String commit = client().list(old, null).commit();
        Path weights = client().download(old, commit, WEIGHTS, DownloadListener.SILENT);
        assertThat(weights).hasBinaryContent(CONTENT);
        assertThat(weights.toString()).contains("models--old-name");
        assertThat(requests("hub")).allMatch(request -> request.authorization() != null);
    }

    @Test
    void redirectsInACircleEnd() {
        hub.rename("models/org/name", "models/org/name");
        assertThat(message(() -> client().list(MODEL, null))).contains("circle");
    }

    @Test
    void redirectFromHttpsToHttpIsNotFollowed() {
        HubHttp https = new HubHttp(settings("https://hub.example", TOKEN, false));
        HubException refusal = catchThrowableOfType(
                HubException.class, () -> https.target(URI.create("https://hub.example/a"), "http://hub.example/b"));
        assertThat(refusal.getMessage()).contains("https to http");
        assertThat(https.target(URI.create("https://hub.example/a"), "/b").toString())
                .isEqualTo("https://hub.example/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/x", "file:///etc/passwd", "http://[", ""})
    void redirectToNoHttpAddressIsNotFollowed(String location) {
        hub.fault("hub GET main", status(302, "Location", location));
        HubException refusal = failure(() -> client().list(MODEL, null));
        assertThat(refusal.retryable()).isFalse();
    }

    @Test
    void unknownRepositoryNamesTheRemedy() {
        HubException absent =
                failure(() -> client(settings(hub.url(), null, false)).list(HubName.model("org/misspelt"), null));
        assertThat(absent.problem()).isEqualTo(Problem.REPOSITORY_NOT_FOUND);
        assertThat(absent.code()).isEqualTo("hub_not_found");
        assertThat(absent)
                .hasMessageContaining("`org/misspelt`")
                .hasMessageContaining("private or misspelt")
                .hasMessageContaining("set HF_TOKEN")
                .hasMessageContaining(hub.url());
        assertThat(absent.retryable()).isFalse();
    }

    @Test
    void unknownRevisionAndFileAreToldApart() {
        HubException revision = failure(() -> client().list(MODEL, "v9"));
        assertThat(revision.problem()).isEqualTo(Problem.REVISION_NOT_FOUND);
        assertThat(revision).hasMessageContaining("`v9`");
        HubException file = failure(() -> download(client(), "absent.json"));
        assertThat(file.problem()).isEqualTo(Problem.FILE_NOT_FOUND);
        assertThat(file).hasMessageContaining("`absent.json`");
    }

    @Test
    void gatedRepositoryNamesItsTerms() {
        hub.gate("models/org/name", "another");
        client().list(MODEL, null);
        HubException gated = failure(() -> download(client(settings(hub.url(), null, false)), WEIGHTS));
        assertThat(gated.problem()).isEqualTo(Problem.GATED);
        assertThat(gated)
                .hasMessageContaining("accept the terms at " + hub.url() + "/org/name")
                .hasMessageContaining("set HF_TOKEN");
        assertThat(failure(() -> client().checkAccess(MODEL, commit(1), WEIGHTS))
                        .code())
                .isEqualTo("hub_gated");
    }

    @ParameterizedTest
    @CsvSource({"401, REFUSED", "403, REFUSED", "404, REPOSITORY_NOT_FOUND", "400, MALFORMED"})
    void refusalsAreNotTriedAgainAndTellNoToken(int status, Problem problem) {
        hub.fault("hub GET main", status(status));
        HubException refusal = failure(() -> client().list(MODEL, null));
        assertThat(refusal.problem()).isEqualTo(problem);
        assertThat(refusal.getMessage()).doesNotContain(TOKEN);
        assertThat(hub.requests).hasSize(1);
        assertThat(settings(hub.url(), TOKEN, false).toString()).doesNotContain(TOKEN);
    }

    @Test
    void hubThatStumblesIsAskedAgain() {
        hub.fault("hub GET main", status(503), status(500))
                .fault("hub HEAD " + WEIGHTS, status(502))
                .fault("store GET " + WEIGHTS, status(504));
        client().list(MODEL, null);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
    }

    @Test
    void retryAfterIsHonouredInBothFormsAndCapped() {
        hub.fault(
                "hub GET main",
                status(429, "Retry-After", "7"),
                status(429, "Retry-After", "Sun, 22 Nov 2026 12:00:12 GMT"),
                status(429, "Retry-After", "86400"),
                status(429, "Retry-After", "soon"));
        client().list(MODEL, null);
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isEqualTo(7 + 12 + 20 + 8);
    }

    @Test
    void hubThatGoesOnRefusingIsUnreachable() {
        hub.fault("hub GET main", Stream.generate(() -> status(429)).limit(5).toArray(StandInHub.Fault[]::new));
        HubException busy = failure(() -> client().list(MODEL, null));
        assertThat(busy.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(busy.retryable()).isTrue();
        assertThat(busy).hasMessageContaining("429").hasMessageContaining("tried 5 times");
    }

    @Test
    void closedPortIsUnreachable() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        HubException none = failure(() ->
                client(settings("http://127.0.0.1:" + closed, TOKEN, false)).list(MODEL, null));
        assertThat(none.code()).isEqualTo("hub_unreachable");
        assertThat(none).hasMessageContaining("no connection").hasMessageContaining("127.0.0.1:" + closed);
    }

    @Test
    void silentServerIsGivenUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        StandInHub.Fault silence = exchange -> {
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT, 0, 1000);
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        hub.fault("store GET " + WEIGHTS, silence);
        Patience short_ = new Patience(5, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(1));
        HubClient client = new HubClient(settings(hub.url(), TOKEN, false), short_, time);
        assertThat(download(client, WEIGHTS)).hasBinaryContent(CONTENT);
        end.countDown();
        assertThat(requests("store")).extracting(Request::range).containsExactly(null, "bytes=1000-");
    }

    @Test
    void cutConnectionGoesOnWhereItEnded() {
        hub.fault("store GET " + WEIGHTS, cut(CONTENT, 100_000));
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
        assertThat(requests("store")).hasSize(2);
        assertThat(requests("store").get(1).range()).matches("bytes=[1-9]\\d*-");
    }

    @Test
    void serverWithoutRangesSendsAllAgain() {
        hub.withoutRanges().fault("store GET " + WEIGHTS, cut(CONTENT, 100_000));
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
    }

    @Test
    void nextProcessGoesOnWithThePartialFile() throws IOException {
        HubClient stopped = client();
        CancellationException stop = catchThrowableOfType(
                CancellationException.class,
                () -> stopped.download(MODEL, commit(1), WEIGHTS, (file, bytes, total) -> {
                    if (bytes > 50_000) {
                        throw new CancellationException();
                    }
                }));
        assertThat(stop).isNotNull();
        assertThat(leftovers()).hasSize(1);
        long there = Files.size(leftovers().get(0));
        assertThat(client().cached(MODEL, commit(1), WEIGHTS)).isEmpty();
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
        assertThat(requests("store").get(1).range()).isEqualTo("bytes=" + there + "-");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void wholePartialFileIsCheckedAndTaken() throws IOException {
        download(client(), WEIGHTS);
        Path blob = blobs().get(0);
        Files.delete(folder.resolve("models--org--name/snapshots/" + commit(1)).resolve(WEIGHTS));
        Files.move(blob, Path.of(blob + ".tunewright.incomplete"));
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
        assertThat(hub.count("store", "GET")).isEqualTo(1);
    }

    @Test
    void brokenPartialFileIsToldAndDeleted() throws IOException {
        Path content = Files.write(folder.resolve("content"), CONTENT);
        Path partial = new HubCache(folder).partial(MODEL, BlobDigest.of(content, "0".repeat(64)));
        Files.createDirectories(partial.getParent());
        Files.write(partial, new byte[1000]);
        HubException broken = failure(() -> download(client(), WEIGHTS));
        assertThat(broken.problem()).isEqualTo(Problem.CORRUPT);
        assertThat(leftovers()).isEmpty();
        assertThat(download(client(), WEIGHTS)).hasBinaryContent(CONTENT);
    }

    @Test
    void wrongContentIsDeletedAndToldOf() throws IOException {
        byte[] other = CONTENT.clone();
        other[77]++;
        hub.broken("models/org/name", WEIGHTS, CONTENT, other);
        HubException wrong = failure(() -> download(client(), WEIGHTS));
        assertThat(wrong.problem()).isEqualTo(Problem.CORRUPT);
        assertThat(wrong)
                .hasMessageContaining(WEIGHTS)
                .hasMessageContaining("hash")
                .hasMessageContaining("deleted");
        assertThat(leftovers()).isEmpty();
        assertThat(blobs()).isEmpty();
    }

    @Test
    void wrongSmallFileIsNoticedByGitsHash() {
        hub.fault("hub GET config.json", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(StandardCharsets.UTF_8));
        });
        assertThat(problem(() -> download(client(), "config.json"))).isEqualTo(Problem.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({"100, UNREACHABLE", "300001, CORRUPT"})
    void wrongSizeIsNoticed(int size, Problem problem) throws IOException {
        hub.broken("models/org/name", WEIGHTS, CONTENT, new byte[size]);
        HubException wrong = failure(() -> download(client(), WEIGHTS));
        assertThat(wrong.problem()).isEqualTo(problem);
        assertThat(wrong).hasMessageContaining("300000");
        assertThat(blobs()).isEmpty();
    }

    @Test
    void threadsAndClientsDownloadOneFileOnce() throws Exception {
        HubClient first = new HubClient(settings(hub.url(), TOKEN, false), patience(), Retries.Time.REAL);
        HubClient second = new HubClient(settings(hub.url(), TOKEN, false), patience(), Retries.Time.REAL);
        CountDownLatch allAsked = new CountDownLatch(4);
        hub.fault("store GET " + WEIGHTS, exchange -> {
            try {
                allAsked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(200, CONTENT.length);
            exchange.getResponseBody().write(CONTENT);
        });
        Callable<Path> one =
                () -> first.download(MODEL, commit(1), WEIGHTS, (file, bytes, total) -> allAsked.countDown());
        Callable<Path> other =
                () -> second.download(MODEL, commit(1), WEIGHTS, (file, bytes, total) -> allAsked.countDown());
        var threads = Executors.newFixedThreadPool(4);
        // The one that downloads is silent until it gets its bytes; the three that wait each tell so.
        allAsked.countDown();
        for (var download : threads.invokeAll(List.of(one, other, one, other))) {
            assertThat(download.get()).hasBinaryContent(CONTENT);
        }
        threads.shutdown();
        assertThat(hub.count("store", "GET")).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the tool that takes such a lock is Linux's")
    void lockOfPythonsClientIsRespected() throws Exception {
        Path lock = folder.resolve("x.lock");
        try (CacheLock held = CacheLock.tryLock(lock)) {
            assertThat(held).isNotNull();
            assertThat(CacheLock.tryLock(lock)).isNull();
            assertThat(flock(lock)).isNotZero();
        }
        assertThat(flock(lock)).isZero();
        assertThat(CacheLock.tryLock(lock)).isNotNull();
    }

    /** @return 0 if the system's own tool could take the lock, as Python's does */
    private static int flock(Path lock) throws IOException, InterruptedException {
        return new ProcessBuilder("flock", "-n", lock.toString(), "true")
                .start()
                .waitFor();
    }

    @Test
    void offlineNodeAsksNobody() {
        download(client(), WEIGHTS);
        client().remember(MODEL, null, commit(1));
        hub.requests.clear();
        HubClient offline = client(settings(hub.url(), TOKEN, true));
        assertThat(offline.cached(MODEL, commit(1), WEIGHTS)).isPresent();
        assertThat(offline.listCached(MODEL, null).orElseThrow().files()).containsExactly(WEIGHTS);
        HubException absent = failure(() -> download(offline, "config.json"));
        assertThat(absent.code()).isEqualTo("hub_offline");
        assertThat(absent).hasMessageContaining("HF_HUB_OFFLINE").hasMessageContaining(folder.toString());
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void listingThatWasAskedForIsRemembered() {
        client().list(MODEL, null);
        download(client(), WEIGHTS);
        client().remember(MODEL, "v1", commit(1));
        Optional<HubListing> listing = client(settings(hub.url(), TOKEN, true)).listCached(MODEL, "v1");
        assertThat(listing.orElseThrow().files()).containsExactly("config.json", WEIGHTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/../../x", "a//b", "", ".", "a\\b", "a\nb", "a\u0000"})
    void fileThatLeadsOutOfItsSnapshotIsRefused(String file) {
        assertThat(problem(() -> download(client(), file))).isEqualTo(Problem.MALFORMED);
        assertThat(hub.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "..", "a/b", ""})
    void contentWhoseNameLeadsOutOfTheCacheIsRefused(String etag) {
        hub.fault("hub HEAD " + WEIGHTS, status(200, "ETag", "\"" + etag + "\""));
        assertThat(problem(() -> download(client(), WEIGHTS))).isEqualTo(Problem.MALFORMED);
    }

    @Test
    void serverThatIsNoHubIsTold() {
        hub.fault("hub GET main", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("<ht>".getBytes(StandardCharsets.UTF_8));
        });
        assertThat(message(() -> client().list(MODEL, null))).contains("HF_ENDPOINT");
    }

    @Test
    void cacheThatCannotBeWrittenIsTold() throws IOException {
        Files.writeString(folder.resolve("models--org--name"), "in the way");
        HubException cache = failure(() -> download(client(), WEIGHTS));
        assertThat(cache.code()).isEqualTo("hub_cache");
        assertThat(cache).hasMessageContaining("HF_HUB_CACHE").hasMessageContaining("MiB are free");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/x", "org/name/more", "a b", "../x", "http:", ""})
    void addressIsNoName(String name) {
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> HubName.dataset(name)))
                .hasMessageStartingWith("dataset.name: ");
    }

    private HubClient client() {
        return client(settings(hub.url(), TOKEN, false));
    }

    private HubClient client(HubSettings settings) {
        return new HubClient(settings, patience(), time);
    }

    private static Patience patience() {
        return new Patience(5, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(10));
    }

    private HubSettings settings(String endpoint, String token, boolean offline) {
        return new HubSettings(
                URI.create(endpoint),
                token == null ? null : new HubSettings.Token(token),
                offline,
                new HubCache(folder));
    }

    private static Path download(HubClient client, String file) {
        return client.download(MODEL, commit(1), file, DownloadListener.SILENT);
    }

    private List<Request> requests(String host) {
        return hub.requests.stream()
                .filter(request -> request.host().equals(host))
                .toList();
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().matches(".*(incomplete|tmp)"))
                    .toList();
        }
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> path.getParent().endsWith("blobs"))
                    .filter(path -> !path.toString().endsWith("incomplete"))
                    .toList();
        }
    }

    private static HubException failure(ThrowingCallable call) {
        HubException failure = catchThrowableOfType(HubException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Problem problem(ThrowingCallable call) {
        return failure(call).problem();
    }

    private static String message(ThrowingCallable call) {
        return failure(call).getMessage();
    }
}
