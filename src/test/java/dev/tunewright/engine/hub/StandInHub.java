package dev.tunewright.engine.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speaks the hub's protocol over real HTTP on two ports, which are two hosts: the hub, and the store that large files are
 * handed to. Repositories are named as in addresses: {@code models/org/name}, {@code datasets/org/name}.
 */
public final class StandInHub implements AutoCloseable {

    /** A request that arrived. */
    public record Request(String host, String method, String path, String authorization, String range) {}

    /** Answers instead of the hub. */
    @FunctionalInterface
    public interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    private record Stored(byte[] content, boolean large, byte[] served) {

        String etag() {
            try {
                MessageDigest digest = MessageDigest.getInstance(large ? "SHA-256" : "SHA-1");
                if (!large) {
                    digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
                }
                return HexFormat.of().formatHex(digest.digest(content));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final Pattern API = Pattern.compile("/api/((?:models|datasets)/[^/]+(?:/[^/]+)??)/revision/([^/]+)");
    private static final Pattern FILE = Pattern.compile("/(datasets/)?([^/]+(?:/[^/]+)??)/resolve/([^/]+)/(.+)");
    private static final JsonMapper JSON = new JsonMapper();

    public final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Stored>> commits = new ConcurrentHashMap<>();
    private final Map<String, String> revisions = new ConcurrentHashMap<>();
    private final Map<String, String> renamed = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Map<String, String> gated = new ConcurrentHashMap<>();
    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hub;
    private final HttpServer store;
    private volatile boolean ranges = true;

    public StandInHub() throws IOException {
        hub = server(this::answerAsHub, "hub");
        store = server(this::answerAsStore, "store");
    }

    private HttpServer server(Fault handler, String host) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                note(host, exchange);
                Queue<Fault> due = faults.get(host + " " + exchange.getRequestMethod() + " "
                        + exchange.getRequestURI().getPath().replaceFirst(".*/", ""));
                Fault fault = due == null ? null : due.poll();
                (fault == null ? handler : fault).answer(exchange);
            }
        });
        server.start();
        return server;
    }

    private void note(String host, HttpExchange exchange) {
        requests.add(new Request(
                host,
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Range")));
    }

    public String url() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    private String storeUrl() {
        return "http://127.0.0.1:" + store.getAddress().getPort();
    }

    /** @return a commit's name for a test's number */
    public static String commit(int number) {
        return String.format("%040x", number);
    }

    /** Puts a small file, kept by the hub itself, into {@code main}. */
    public StandInHub small(String repository, String file, String content) {
        return put(repository, "main", commit(1), file, new Stored(bytes(content), false, bytes(content)));
    }

    /** Puts a large file, handed to the store, into {@code main}. */
    public StandInHub large(String repository, String file, byte[] content) {
        return put(repository, "main", commit(1), file, new Stored(content, true, content));
    }

    /** A large file whose store sends something else. */
    public StandInHub broken(String repository, String file, byte[] content, byte[] served) {
        return put(repository, "main", commit(1), file, new Stored(content, true, served));
    }

    public StandInHub at(String repository, String revision, String commit, String file, byte[] content) {
        return put(repository, revision, commit, file, new Stored(content, true, content));
    }

    private StandInHub put(String repository, String revision, String commit, String file, Stored stored) {
        revisions.put(repository + "@" + revision, commit);
        revisions.put(repository + "@" + commit, commit);
        commits.computeIfAbsent(repository + "@" + commit, any -> new TreeMap<>())
                .put(file, stored);
        return this;
    }

    public StandInHub rename(String old, String now) {
        renamed.put(old, now);
        return this;
    }

    /** The repository is there for this token only. */
    public StandInHub keepFor(String repository, String token) {
        tokens.put(repository, token);
        return this;
    }

    /** Files of the repository are there for this token only; that it exists is no secret. */
    public StandInHub gate(String repository, String token) {
        gated.put(repository, token);
        return this;
    }

    public StandInHub withoutRanges() {
        ranges = false;
        return this;
    }

    /**
     * @param request such as {@code store GET model.safetensors}: host, method, last part of the path
     * @param answers one for each of the next requests
     */
    public StandInHub fault(String request, Fault... answers) {
        faults.computeIfAbsent(request, any -> new ConcurrentLinkedQueue<>()).addAll(Arrays.asList(answers));
        return this;
    }

    public static Fault status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** Promises the whole content from its start and cuts the connection before the end. */
    public static Fault cut(byte[] content, int after) {
        return exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, after);
            exchange.getResponseBody().flush();
            // Closing the exchange before all is written drops the connection.
        };
    }

    public long count(String host, String method) {
        return requests.stream()
                .filter(request ->
                        request.host().equals(host) && request.method().equals(method))
                .count();
    }

    private void answerAsHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Matcher api = API.matcher(path);
        Matcher file = FILE.matcher(path);
        if (api.matches()) {
            tell(exchange, api.group(1), decoded(api.group(2)));
        } else if (file.matches()) {
            String kind = file.group(1) == null ? "models/" : file.group(1);
            give(exchange, kind + file.group(2), decoded(file.group(3)), decoded(file.group(4)));
        } else {
            status(404).answer(exchange);
        }
    }

    private void tell(HttpExchange exchange, String repository, String revision) throws IOException {
        if (!isOpen(exchange, repository)) {
            return;
        }
        String commit = revisions.get(repository + "@" + revision);
        if (commit == null) {
            status(404, "X-Error-Code", "RevisionNotFound").answer(exchange);
            return;
        }
        List<Map<String, Object>> siblings = new ArrayList<>();
        commits.get(repository + "@" + commit).forEach((name, stored) -> {
            Map<String, Object> sibling = new LinkedHashMap<>();
            sibling.put("rfilename", name);
            sibling.put("size", stored.content().length);
            sibling.put("blobId", stored.large() ? commit(7) : stored.etag());
            if (stored.large()) {
                sibling.put(
                        "lfs", Map.of("sha256", stored.etag(), "size", stored.content().length, "pointerSize", 130));
            }
            siblings.add(sibling);
        });
        send(exchange, bytes(JSON.writeValueAsString(Map.of("id", repository, "sha", commit, "siblings", siblings))));
    }

    private void give(HttpExchange exchange, String repository, String revision, String file) throws IOException {
        if (!isOpen(exchange, repository)) {
            return;
        }
        String needed = gated.get(repository);
        if (needed != null && !hasToken(exchange, needed)) {
            status(401, "X-Error-Code", "GatedRepo").answer(exchange);
            return;
        }
        String commit = revisions.get(repository + "@" + revision);
        Stored stored =
                commit == null ? null : commits.get(repository + "@" + commit).get(file);
        if (stored == null) {
            status(404, "X-Error-Code", commit == null ? "RevisionNotFound" : "EntryNotFound")
                    .answer(exchange);
            return;
        }
        exchange.getResponseHeaders().set("X-Repo-Commit", commit);
        if (stored.large()) {
            exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + stored.etag() + "\"");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(stored.content().length));
            String signed = storeUrl() + "/" + repository + "@" + commit + "/" + file + "?Signature=abc%3D";
            status(302, "Location", signed).answer(exchange);
        } else {
            exchange.getResponseHeaders().set("ETag", "\"" + stored.etag() + "\"");
            send(exchange, stored.served());
        }
    }

    private boolean isOpen(HttpExchange exchange, String repository) throws IOException {
        String now = renamed.get(repository);
        if (now != null) {
            String old = repository.replaceFirst("^models/", "");
            String fresh = now.replaceFirst("^models/", "");
            status(307, "Location", exchange.getRequestURI().toString().replaceFirst(old, fresh))
                    .answer(exchange);
            return false;
        }
        boolean there = commits.keySet().stream().anyMatch(key -> key.startsWith(repository + "@"));
        String needed = tokens.get(repository);
        if (!there || needed != null && !hasToken(exchange, needed)) {
            // As the hub does: a stranger cannot tell a private repository from none.
            status(401, "X-Error-Code", "RepoNotFound").answer(exchange);
            return false;
        }
        return true;
    }

    private static boolean hasToken(HttpExchange exchange, String token) {
        return ("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void answerAsStore(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        int split = path.indexOf('/', path.indexOf('@'));
        Stored stored = commits.get(path.substring(0, split)).get(path.substring(split + 1));
        send(exchange, stored.served());
    }

    private void send(HttpExchange exchange, byte[] content) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = ranges && range != null ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        if (from >= content.length && from > 0) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(content, from, content.length - from);
        }
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
