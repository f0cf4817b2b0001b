package dev.tunewright.service.security;

import static dev.tunewright.service.security.KeyedService.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service with keys and an issuer, asked over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class KeyedServiceTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static KeyedService service;

    @BeforeAll
    static void start(@TempDir Path home) throws IOException {
        service = new KeyedService(
                home, Map.of("tunewright.limits.jobs-per-minute", 12, "tunewright.limits.queued-jobs", 2));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void onlyHealthAndTheDashboardsFilesAreOpen() {
        for (String path : List.of("/", "/index.html", "/dashboard/main.js", "/dashboard/uplot/uPlot.min.css")) {
            assertThat(service.send("GET", path, null).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(service.send("GET", "/actuator/health/liveness", null).statusCode())
                .isEqualTo(200);
        assertThat(service.send("GET", "/actuator/health/readiness", null).statusCode())
                .isEqualTo(200);
        for (String path : List.of(
                "/jobs",
                "/actuator/health",
                "/actuator",
                "/actuator/prometheus",
                "/v3/api-docs",
                "/nowhere",
                "/error")) {
            HttpResponse<String> answer = service.send("GET", path, null);
            assertThat(problem(answer, 401)).as(path).isEqualTo("unauthorized");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tunewright\"");
        }
        assertThat(problem(service.post("/jobs", "x".repeat(2 << 20), null), 401))
                .isEqualTo("unauthorized");
        assertThat(service.send("HEAD", "/jobs", null).statusCode()).isEqualTo(401);
    }

    @Test
    void wrongKeyIsRefusedHoweverItIsSent(CapturedOutput log) {
        String wrong = key("nobody");
        HttpResponse<String> answer = service.send("GET", "/jobs", wrong);
        assertThat(problem(answer, 401)).isEqualTo("unauthorized");
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("invalid_token");
        assertThat(answer.body()).doesNotContain(wrong);
        for (String header :
                List.of("Basic " + wrong, "Bearer", "Bearer ", "Bearer a b", "Bearer " + wrong + "\u00e9", wrong)) {
            assertThat(problem(service.send("GET", "/jobs", null, "Authorization", header), 401))
                    .as(header)
                    .isEqualTo("unauthorized");
        }
        String known = key("admin");
        assertThat(service.send("GET", "/jobs?access_token=" + known, null).statusCode())
                .isEqualTo(401);
        assertThat(service.send("GET", "/jobs", KeyHash.ofKey(known).toString().replace(":", "-"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(log.getAll()).doesNotContain(wrong).doesNotContain(known);
    }

    @Test
    void rolesDecideWhatAKeyMayDo() {
        String any = "/jobs/" + UUID.randomUUID();
        may("GET", "/jobs", "admin", "submit", "read");
        may("HEAD", "/jobs", "admin", "submit", "read");
        may("GET", any + "/metrics", "admin", "submit", "read");
        may("POST", any + "/cancel", "admin", "submit");
        may("DELETE", any, "admin", "submit");
        may("POST", "/jobs", "admin", "submit");
        may("POST", "/datasets", "admin", "submit");
        may("GET", "/hyperparameters", "admin", "submit", "read");
        may("POST", "/predict", "admin", "predict");
        may("GET", "/v3/api-docs", "admin", "submit", "predict", "read");
        may("GET", "/actuator/prometheus", "admin", "submit", "read");
        may("GET", "/actuator", "admin");
        may("PUT", "/models/best", "admin");
        may("GET", "/nowhere", "admin");
        may("PATCH", "/jobs", "admin");
    }

    private static void may(String method, String path, String... names) {
        for (String name : List.of("admin", "submit", "predict", "read")) {
            HttpResponse<String> answer = service.send(method, path, key(name));
            boolean refused = answer.statusCode() == 403;
            assertThat(refused)
                    .as("%s %s by %s", method, path, name)
                    .isEqualTo(!List.of(names).contains(name));
            if (refused && !method.equals("HEAD")) {
                assertThat(problem(answer, 403)).isEqualTo("forbidden");
                assertThat(answer.body()).contains("wants the role").contains("has ");
            }
        }
    }

    @Test
    void everyEndpointHasItsRule() {
        List<String> without = service
                .context
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(KeyedServiceTest::requests)
                .filter(request -> EndpointRoles.find(request).isEmpty())
                .map(request -> request.getMethod() + " " + request.getRequestURI())
                .filter(request -> !request.endsWith("/error"))
                .toList();
        assertThat(without)
                .as("add them to EndpointRoles and to src/docs/security.md")
                .isEmpty();
    }

    private static Stream<MockHttpServletRequest> requests(RequestMappingInfo mapping) {
        Stream<String> methods = mapping.getMethodsCondition().getMethods().isEmpty()
                ? Stream.of(HttpMethod.GET.name())
                : mapping.getMethodsCondition().getMethods().stream().map(Enum::name);
        return methods.flatMap(method -> mapping.getPatternValues().stream().map(pattern -> {
            MockHttpServletRequest request = new MockHttpServletRequest(method, pattern.replaceAll("[{}]", ""));
            ServletRequestPathUtils.parseAndCache(request);
            return request;
        }));
    }

    @Test
    void documentedTableIsTheCodes() throws IOException {
        List<String> documented = Files.readAllLines(Path.of("src/docs/security.md")).stream()
                .filter(line -> line.matches("\\| `(GET|POST|DELETE|PUT) .*"))
                .map(line -> line.replace("`", ""))
                .toList();
        List<String> coded = EndpointRoles.RULES.stream()
                .map(rule -> "| " + rule.method() + " " + rule.pattern() + " | "
                        + (rule.isOpen()
                                ? "open"
                                : String.join(
                                        " or ",
                                        new TreeSet<>(rule.roles().stream()
                                                .map(KeyRole::wire)
                                                .toList())))
                        + " |")
                .toList();
        assertThat(documented).isEqualTo(coded);
    }

    @Test
    void submitterIsKeptAndShown() {
        JsonNode byKey = created(service.postJob("by-key", key("admin")));
        assertThat(byKey.get("submitted_by").asString()).isEqualTo("admin");
        JsonNode byToken = created(service.postJob("by-token", service.token()));
        assertThat(byToken.get("submitted_by").asString()).isEqualTo("ada");
        HttpResponse<String> read =
                service.send("GET", "/jobs/" + byKey.get("id").asString(), key("read"));
        assertThat(JSON.readTree(read.body()).get("submitted_by").asString()).isEqualTo("admin");
        assertThat(read.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void jobsThatWaitAreLimitedForEachKey() {
        created(service.postJob("one", key("busy")));
        String second = created(service.postJob("two", key("busy"))).get("id").asString();
        HttpResponse<String> third = service.postJob("three", key("busy"));
        assertThat(problem(third, 429)).isEqualTo("too_many_queued");
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        assertThat(third.body()).contains("`busy`").contains("tunewright.limits.queued-jobs");
        created(service.postJob("another's", key("submit")));
        assertThat(service.send("POST", "/jobs/" + second + "/cancel", key("busy"))
                        .statusCode())
                .isEqualTo(202);
        created(service.postJob("three", key("busy")));
    }

    @Test
    void requestsForJobsAreLimitedForEachKey() {
        for (int i = 0; i < 12; i++) {
            assertThat(service.post("/jobs?dry_run=true", "{}", key("eager")).statusCode())
                    .isEqualTo(422);
        }
        HttpResponse<String> refused = service.post("/jobs?dry_run=true", "{}", key("eager"));
        assertThat(problem(refused, 429)).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 5);
        assertThat(service.post("/jobs?dry_run=true", "{}", key("submit")).statusCode())
                .isEqualTo(422);
    }

    @Test
    void streamGoesOnAfterItsFirstDispatch() {
        String id = created(service.postJob("followed", key("admin"))).get("id").asString();
        CompletableFuture<HttpResponse<String>> stream = CompletableFuture.supplyAsync(
                () -> service.send("GET", "/jobs/" + id + "/events", key("read"), "Accept", "text/event-stream"));
        assertThat(service.send("POST", "/jobs/" + id + "/cancel", key("admin")).statusCode())
                .isEqualTo(202);
        await().untilAsserted(() -> assertThat(stream).isCompleted());
        assertThat(stream.join().statusCode()).isEqualTo(200);
        assertThat(stream.join().body()).contains("\"status\":\"queued\"").contains("\"status\":\"cancelled\"");
        assertThat(service.send("GET", "/jobs/" + id + "/events", null, "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void errorsStayProblemsForThoseWhoMayAsk() {
        assertThat(problem(service.send("GET", "/nowhere", key("admin")), 404)).isEqualTo("not_found");
        assertThat(problem(service.send("PATCH", "/jobs", key("admin")), 405)).isEqualTo("method_not_allowed");
        assertThat(problem(service.send("BREW", "/jobs", key("admin")), 405)).isEqualTo("method_not_allowed");
        assertThat(problem(service.send("GET", "/jobs;a=b", key("admin")), 400)).isEqualTo("bad_request");
        assertThat(problem(service.send("GET", "//jobs", key("admin")), 400)).isEqualTo("bad_request");
        assertThat(problem(service.send("GET", "/jobs/%2e%2e/datasets", key("admin")), 400))
                .isEqualTo("bad_request");
        assertThat(problem(service.send("GET", "/jobs/x%00y", key("admin")), 400))
                .isEqualTo("bad_request");
        assertThat(problem(service.send("GET", "/jobs?=x", key("admin")), 400)).isEqualTo("bad_request");
        assertThat(problem(service.send("GET", "/jobs", key("admin"), "Content-Type", "multipart/form-data"), 400))
                .isEqualTo("bad_request");
        assertThat(problem(service.post("/jobs", "[".repeat(1000), key("admin")), 400))
                .isEqualTo("malformed_json");
        assertThat(problem(service.post("/jobs", "x".repeat(2 << 20), key("admin")), 413))
                .isEqualTo("body_too_large");
    }

    /** What the fuzz (src/docs/fuzz.md) found wrong once. */
    @Test
    void descriptionTellsNullsListsAndProblems() {
        JsonNode description =
                JSON.readTree(service.send("GET", "/v3/api-docs", key("read")).body());
        JsonNode schemas = description.at("/components/schemas");
        assertThat(schemas.at("/JobView/properties/started_at/type").toString()).contains("null");
        assertThat(schemas.at("/StepRow/properties/loss/type").toString()).contains("null");
        assertThat(schemas.at("/JobView/properties/name/type").toString()).isEqualTo("\"string\"");
        assertThat(schemas.at("/Metrics/properties/eval/type").toString()).isEqualTo("\"array\"");
        assertThat(schemas.at("/Log/properties/data/type").toString()).isEqualTo("\"array\"");
        assertThat(schemas.at("/EventRow/properties/data/type").toString()).isEqualTo("\"object\"");
        JsonNode events = description.at("/paths").get("/jobs/{id}/events").get("get");
        assertThat(events.at("/responses/200/content").propertyNames())
                .containsExactlyInAnyOrder("application/json", "text/event-stream");
        assertThat(events.at("/parameters/0/schema/format").asString()).isEqualTo("uuid");
        assertThat(description.at("/paths").get("/jobs").at("/get/parameters/1").toString())
                .isEqualTo("{\"name\":\"name\",\"in\":\"query\",\"required\":false,\"schema\":{\"type\":\"string\"}}");
        assertThat(events.at("/responses/404/content").propertyNames()).containsExactly("application/problem+json");
        assertThat(description.at("/components/securitySchemes/bearer/scheme").asString())
                .isEqualTo("bearer");
    }

    @Test
    void auditTellsWhoDidWhat() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger audit = (Logger) LoggerFactory.getLogger("audit");
        lines.start();
        audit.addAppender(lines);
        try {
            String id = created(service.postJob("audited", service.token()))
                    .get("id")
                    .asString();
            service.send("POST", "/jobs/" + id + "/cancel", key("read"));
            service.send("DELETE", "/jobs/" + id, null);
            service.send("GET", "/jobs/" + id, key("read"));
            service.send("GET", "/jobs/" + id + "/model", key("read"));
            service.post("/predict", "{}", key("predict"));
        } finally {
            audit.detachAppender(lines);
        }
        List<JsonNode> entries = lines.list.stream()
                .map(line -> JSON.readTree(line.getFormattedMessage()))
                .toList();
        assertThat(entries.stream()
                        .map(entry -> entry.get("who").asString("-") + " "
                                + entry.get("by").asString("-") + " "
                                + entry.get("method").asString() + " "
                                + entry.get("status").asInt() + " "
                                + entry.get("outcome").asString())
                        .toList())
                .containsExactly(
                        "ada token POST 201 done",
                        "read key POST 403 refused",
                        "- - DELETE 401 refused",
                        "read key GET 409 invalid");
        assertThat(entries.stream()
                        .map(entry -> entry.get("job").asString())
                        .distinct()
                        .toList())
                .hasSize(1);
        assertThat(entries.get(0).get("address").asString()).isEqualTo("127.0.0.1");
    }

    private static JsonNode created(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static String problem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        return JSON.readTree(answer.body()).get("code").asString();
    }
}
