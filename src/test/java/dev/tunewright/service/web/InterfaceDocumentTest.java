package dev.tunewright.service.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tunewright.Tunewright;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the running service says of its interface, beside its code, its examples and {@code src/docs/api.md}. */
@Timeout(60)
class InterfaceDocumentTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path REFERENCE = Path.of("src/docs/api.md");

    /** A code of a problem and its title, as they stand side by side in the code. */
    private static final Pattern CODE_AND_TITLE = Pattern.compile("\"([a-z]+(?:_[a-z]+)*)\",\\s*\"([A-Z][^\"]*)\"");

    /** Spring's names of primitive types and their classes look the same. */
    private static final List<String> NO_CODES = List.of("int", "long", "double", "boolean");

    private static ConfigurableApplicationContext service;
    private static JsonNode document;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException, InterruptedException {
        service = new SpringApplicationBuilder(Tunewright.class)
                .run(
                        "--server.port=0",
                        "--tunewright.home=" + home,
                        "--tunewright.roles=api,predict",
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "--spring.main.banner-mode=off");
        document = JSON.readTree(get("/v3/api-docs").body());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyOperationHasASummaryAndExamples() {
        List<String> missing = new ArrayList<>();
        operations().forEach((name, operation) -> {
            if (!InterfaceExamples.ALL.containsKey(name)) {
                missing.add(name);
            }
            content(operation).forEach((place, type) -> {
                if (!type.has("example") && !type.has("examples")) {
                    missing.add(name + " " + place);
                }
            });
        });
        assertThat(missing)
                .as("add them to src/main/resources/dev/tunewright/service/web/examples.json")
                .isEmpty();
    }

    @Test
    void examplesAreWhatTheirSchemasSay() {
        List<String> wrong = new ArrayList<>();
        operations()
                .forEach((name, operation) -> content(operation).forEach((place, type) -> {
                    if (type.has("example") && !type.get("example").isString()) {
                        violations(type.get("schema"), type.get("example"))
                                .forEach(message -> wrong.add(name + " " + place + ": " + message));
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyProblemCodeOfTheCodeIsListed() throws IOException {
        Map<String, String> coded = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/tunewright/service"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = CODE_AND_TITLE.matcher(Files.readString(file));
                while (matcher.find()) {
                    coded.put(matcher.group(1), matcher.group(2));
                }
            }
        }
        NO_CODES.forEach(coded::remove);
        Map<String, String> listed = new TreeMap<>();
        ProblemCode.ALL.forEach(code -> listed.put(code.code(), code.title()));
        assertThat(listed)
                .as("src/main/resources/dev/tunewright/service/web/problem-codes.json")
                .containsAllEntriesOf(coded);
        coded.put("internal_error", "Internal error"); // Stands apart from its title.
        assertThat(coded).containsAllEntriesOf(listed);
    }

    /** Written anew by {@code -Dtunewright.docs.write=true}. */
    @Test
    void referenceInTheDocumentationIsTheInterface() throws IOException {
        String there = Files.readString(REFERENCE);
        String now = ApiReference.after(there, document);
        if (Boolean.getBoolean("tunewright.docs.write")) {
            Files.writeString(REFERENCE, now);
        } else {
            assertThat(there)
                    .as("write it anew: ./mvnw test -Dtest=InterfaceDocumentTest -Dtunewright.docs.write=true")
                    .isEqualTo(now);
        }
    }

    @Test
    void pageForPeopleComesFromTheJarAlone() throws IOException, InterruptedException {
        HttpResponse<String> page = get("/swagger-ui/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
        Matcher files = Pattern.compile("(?:href|src)=\"([^\"]+)\"").matcher(page.body());
        int found = 0;
        while (files.find()) {
            assertThat(get("/swagger-ui/" + files.group(1)).statusCode())
                    .as(files.group(1))
                    .isEqualTo(200);
            found++;
        }
        assertThat(found).isEqualTo(4);
        assertThat(get("/swagger-ui.html").headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("swagger-ui/"));
    }

    private static Map<String, JsonNode> operations() {
        return ApiReference.operations(document);
    }

    /** @return the media types of an operation's request and answers, by a name for each */
    private static Map<String, JsonNode> content(JsonNode operation) {
        Map<String, JsonNode> all = new TreeMap<>();
        operation
                .path("requestBody")
                .path("content")
                .properties()
                .forEach(type -> all.put("request " + type.getKey(), type.getValue()));
        operation
                .get("responses")
                .properties()
                .forEach(response -> response.getValue()
                        .path("content")
                        .properties()
                        .forEach(type -> all.put(response.getKey() + " " + type.getKey(), type.getValue())));
        return all;
    }

    private static List<String> violations(JsonNode schema, JsonNode example) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("components", document.get("components"));
        whole.putArray("allOf").add(schema);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole.toString())
                .validate(example.toString(), com.networknt.schema.InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + path).normalize())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
