package dev.tunewright.service.security;

import dev.tunewright.Tunewright;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/** The service with keys and an issuer, and a client of it. It trains nothing: what is queued stays queued. */
final class KeyedService implements AutoCloseable {

    static final List<String> NAMES = List.of("admin", "submit", "predict", "read", "busy", "eager");

    private final StandInIssuer issuer = StandInIssuer.start();
    private final HttpClient client = HttpClient.newHttpClient();
    final ConfigurableApplicationContext context;
    final String url;

    KeyedService(Path home, Map<String, Object> more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--tunewright.home=" + home,
                "--tunewright.roles=api,predict",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                "--spring.main.banner-mode=off",
                "--tunewright.security.oauth2.issuer-uri=" + issuer.uri,
                "--tunewright.security.oauth2.audience=" + StandInIssuer.AUDIENCE));
        for (int i = 0; i < NAMES.size(); i++) {
            String entry = "--tunewright.security.keys[" + i + "].";
            String role = i < 4 ? NAMES.get(i) : "submit";
            arguments.add(entry + "name=" + NAMES.get(i));
            arguments.add(entry + "hash=" + KeyHash.ofKey(key(NAMES.get(i))));
            arguments.add(entry + "roles=" + role);
        }
        more.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        this.context = new SpringApplicationBuilder(Tunewright.class).run(arguments.toArray(String[]::new));
        this.url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
        Path files = Files.createDirectories(home.resolve("files"));
        Files.writeString(files.resolve("train.tsv"), "sentence\tlabel\n" + "one text\tno\nanother\tyes\n".repeat(8));
        FileSystemUtils.copyRecursively(Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert"));
    }

    static String key(String name) {
        return "secret-of-" + name + "-0123456789abcdef0123456789";
    }

    String token() {
        return issuer.token(claims -> claims);
    }

    HttpResponse<String> send(String method, String path, @Nullable String bearer, String... headers) {
        return exchange(request(path, bearer, headers).method(method, BodyPublishers.noBody()));
    }

    HttpResponse<String> post(String path, String body, @Nullable String bearer, String... headers) {
        return exchange(request(path, bearer, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> upload(String multipart, @Nullable String bearer) {
        return exchange(request("/datasets", bearer)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(multipart)));
    }

    HttpResponse<String> postJob(String name, @Nullable String bearer) {
        return post("/jobs", """
                {"name": "%s", "checkpoint": "file:bert", "dataset": {"files": {"train": "file:train.tsv"}},
                 "hyperparameters": {"num_train_epochs": 1, "eval_strategy": "no"}}""".formatted(name), bearer);
    }

    private HttpRequest.Builder request(String path, @Nullable String bearer, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        issuer.close();
    }
}
