package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.Staging;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** What holds of uploaded data sets on every database. */
interface DatasetContract {

    String TRAIN = "sentence\tlabel\tid\n" + "one text\tno\t1\nanother\tyes\t2\n".repeat(8);

    TestNode node();

    @Test
    default void uploadIsShownReadByRowsAndDeleted() {
        HttpResponse<String> created = upload(new Multipart()
                .text("name", "shown")
                .file("train", "../../etc/passwd.TSV", TRAIN)
                .file("validation", "dev.jsonl", "{\"sentence\": \"a\", \"label\": \"yes\"}\n"));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode dataset = TestNode.JSON.readTree(created.body());
        String self = "/datasets/" + dataset.get("id").asString();
        assertThat(created.headers().firstValue("Location")).contains(self);
        assertThat(dataset.get("name").asString()).isEqualTo("shown");
        assertThat(dataset.get("columns").toString()).isEqualTo("[\"sentence\",\"label\",\"id\"]");
        assertThat(dataset.get("rows").toString()).isEqualTo("{\"train\":16,\"validation\":1}");
        assertThat(dataset.get("labels").toString()).isEqualTo("[\"no\",\"yes\"]");
        assertThat(dataset.at("/label_counts/train").toString()).isEqualTo("{\"no\":8,\"yes\":8}");
        assertThat(dataset.at("/splits/train/file").asString()).isEqualTo("train.tsv");
        assertThat(node().get(self)).isEqualTo(dataset);

        JsonNode page = node().get(self + "/rows?limit=2&after=13");
        assertThat(page.at("/data/0").toString())
                .isEqualTo(
                        "{\"number\":14,\"line\":15,\"values\":{\"sentence\":\"another\",\"label\":\"yes\",\"id\":\"2\"}}");
        assertThat(page.get("next").asString()).isEqualTo("15");
        JsonNode last = node().get(self + "/rows?after=15");
        assertThat(last.get("data")).hasSize(1);
        assertThat(last.get("has_more").asBoolean()).isFalse();
        assertThat(node().send("GET", self + "/rows?split=test").body()).contains("[train, validation]");

        assertThat(node().send("DELETE", self).statusCode()).isEqualTo(204);
        assertThat(node().send("DELETE", self).statusCode()).isEqualTo(404);
        assertThat(node().send("GET", self).body()).contains("dataset_not_found");
    }

    @Test
    default void uploadThatCannotBeReadIsRefusedByPlaceAndLeavesNothing() throws IOException {
        List<String> before = stored();
        refused("train", "line 3, column 2: the row has 1 columns", form("train.tsv", "text\tlabel\na\t1\nb\n"));
        refused("train", "line 3, column 1: Unclosed quoted field", form("train.csv", "text,label\n\"a\",1\n\"b,2\n"));
        refused("train", "line 2, column 12", form("train.jsonl", "{\"text\": 1}\n{\"text\": 1,}\n"));
        refused("train", "is empty", form("train.tsv", ""));
        refused("train", "has no rows", form("train.tsv", "text\tlabel\n"));
        refused("train", ".csv, .tsv", form("train.xlsx", "text"));
        byte[] bytes = "text\tlabel\nab?\t1\n".replace("?", "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
        refused("train", "line 2, column 3", new Multipart().text("name", "x").file("train", "a.tsv", bytes));
        refused("validation", "no column `label`", form("a.tsv", TRAIN).file("validation", "b.tsv", "sentence\nx\n"));
        refused("label", "Did you mean `label`?", form("a.tsv", TRAIN).text("label", "lable"));
        refused("quoting", "`minimal` or `none`", form("a.tsv", TRAIN).text("quoting", "odd"));
        refused("delimiter", "must be one character", form("a.tsv", TRAIN).text("delimiter", "ab"));
        refused("validtion", "`validation`", form("a.tsv", TRAIN).file("validtion", "b.tsv", TRAIN));
        refused("name", "is required", new Multipart().file("train", "a.tsv", TRAIN));
        refused("train", "must be a file", new Multipart().text("name", "x").text("train", TRAIN));

        HttpResponse<String> cut = node().upload(form("a.tsv", TRAIN).cut());
        assertThat(cut.statusCode()).as(cut.body()).isEqualTo(400);
        assertThat(cut.body()).contains("malformed_multipart");
        HttpResponse<String> large =
                node().upload(form("a.tsv", TRAIN.repeat(20_000)).closed());
        assertThat(large.statusCode()).as(large.body()).isEqualTo(413);
        assertThat(large.body()).contains("body_too_large", "tunewright.datasets.max-upload-size");
        assertThat(stored()).isEqualTo(before);
        assertThat(node().list("/datasets?name=x", "data")).isEmpty();
        try (Stream<Path> staged =
                Files.list(node().context.getBean(Staging.class).folder())) {
            assertThat(staged).extracting(path -> path.getFileName().toString()).containsExactly("lock");
        }
    }

    @Test
    default void datasetIsKeptForItsJobsUntilTheyEnd() throws IOException {
        String id = uploaded(form("a.tsv", TRAIN), Map.of());
        Path files = Path.of(node().context.getEnvironment().getProperty("tunewright.home"), "files");
        FileSystemUtils.copyRecursively(
                Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert-for-uploads"));
        String body = "{\"checkpoint\": \"file:bert-for-uploads\", \"dataset\": {\"id\": \"" + id + "\"}}";
        HttpResponse<String> posted = node().post("/jobs", body);
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        UUID job =
                UUID.fromString(TestNode.JSON.readTree(posted.body()).get("id").asString());
        node().awaitStatus(job, "succeeded");
        jdbc().update("update job set status = 'running' where id = ?", job);
        HttpResponse<String> refused = node().send("DELETE", "/datasets/" + id);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("dataset_in_use", job.toString());
        assertThat(node().get("/datasets/" + id + "/rows").get("data")).hasSize(16);

        jdbc().update("update job set status = 'succeeded' where id = ?", job);
        assertThat(node().send("DELETE", "/datasets/" + id).statusCode()).isEqualTo(204);
        assertThat(node().job(job).at("/dataset/id").asString()).isEqualTo(id);
        HttpResponse<String> late = node().post("/jobs", body);
        assertThat(late.statusCode()).isEqualTo(422);
        assertThat(late.body()).contains("dataset.id", id);
    }

    @Test
    default void dataIsReportedBeforeTrainingAndKeptWithTheJob() throws IOException {
        UUID job = node().submit(Map.of("steps", 30, "delay_ms", 5));
        node().awaitStatus(job, "succeeded");
        JsonNode report = node().get("/jobs/" + job + "/report");
        assertThat(report.at("/label_counts/train/yes").asInt()).isEqualTo(120);
        assertThat(report.at("/warnings/0/rows/0").asInt()).isEqualTo(1);
        assertThat(node().list("/jobs/" + job + "/events", "data"))
                .filteredOn(event -> event.get("type").asString().equals("data_report"))
                .extracting(event -> event.get("data"))
                .containsExactly(report);
        assertThat(node().send("GET", "/jobs/" + UUID.randomUUID() + "/report").statusCode())
                .isEqualTo(404);

        Path files = Path.of(node().context.getEnvironment().getProperty("tunewright.home"), "files");
        FileSystemUtils.copyRecursively(
                Path.of("src/test/resources/golden/bert/with-head"), files.resolve("bert-for-reports"));
        String id = uploaded(form("a.tsv", TRAIN), Map.of());
        JsonNode forecast = forecast(id);
        assertThat(forecast.at("/label_counts/train").toString()).isEqualTo("{\"no\":8,\"yes\":8}");
        assertThat(forecast.at("/tokens/train/p50").asInt()).isPositive();
        assertThat(forecast.get("total_steps").asInt()).isEqualTo(6);
        assertThat(forecast.at("/memory/total").asLong()).isPositive();
        assertThat(forecast.at("/time/basis").asString()).contains("which is not measured here");
        assertThat(forecast.get("warnings")
                        .valueStream()
                        .map(warning -> warning.get("code").asString()))
                .containsExactly("small_dataset", "rare_labels", "duplicate_rows");

        int flops = forecast.at("/time/flops_per_step").asInt();
        node().awaitStatus(node().submit(Map.of("steps", 30, "delay_ms", 5, "flops_per_step", flops)), "succeeded");
        assertThat(forecast(id).at("/time/basis").asString()).contains("earlier jobs on cpu");
    }

    private JsonNode forecast(String dataset) {
        HttpResponse<String> dry = node().post(
                        "/jobs?dry_run=true",
                        "{\"checkpoint\": \"file:bert-for-reports\", \"dataset\": {\"id\": \"" + dataset + "\"}}");
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        return TestNode.JSON.readTree(dry.body());
    }

    @Test
    default void sameUploadWithTheSameKeyIsMadeOnce() {
        Map<String, String> key = Map.of("Idempotency-Key", "upload-1");
        String first = uploaded(form("a.tsv", TRAIN), key);
        HttpResponse<String> again = upload(form("a.tsv", TRAIN), key);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(TestNode.JSON.readTree(again.body()).get("id").asString()).isEqualTo(first);
        HttpResponse<String> other = upload(form("a.tsv", TRAIN + "more\tno\t3\n"), key);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_key_reused");
        assertThat(node().send("DELETE", "/datasets/" + first).statusCode()).isEqualTo(204);
    }

    @Test
    default void datasetsArePagedNewestFirst() {
        List<String> made = Stream.of(1, 2, 3)
                .map(number -> uploaded(new Multipart().text("name", "paged").file("train", "a.tsv", TRAIN), Map.of()))
                .toList();
        JsonNode first = node().get("/datasets?name=paged&limit=2");
        JsonNode rest = node().get("/datasets?name=paged&limit=2&after="
                + first.get("next").asString());
        assertThat(Stream.of(first, rest)
                        .flatMap(page -> page.get("data").valueStream())
                        .map(dataset -> dataset.get("id").asString()))
                .containsExactly(made.get(2), made.get(1), made.get(0));
        assertThat(rest.get("next").isNull()).isTrue();
    }

    @Test
    default void whatAKilledUploadLeftIsUnseenAndThenRemoved() throws IOException {
        UUID id = UUID.randomUUID();
        Path file = Files.createTempFile("killed", ".tsv");
        node().context.getBean(ArtifactStore.class).put("datasets/" + id, file);
        jdbc().update(
                        "insert into dataset (id, name, ready, content, created_at, request_hash) values (?, ?, ?, ?, ?, ?)",
                        id,
                        "killed",
                        false,
                        "{}",
                        OffsetDateTime.now(ZoneOffset.UTC).minusDays(2),
                        "");
        assertThat(node().list("/datasets?name=killed", "data")).isEmpty();
        assertThat(node().send("GET", "/datasets/" + id).statusCode()).isEqualTo(404);
        assertThat(stored()).contains(id.toString());

        uploaded(form("a.tsv", TRAIN), Map.of());
        assertThat(stored()).doesNotContain(id.toString());
        assertThat(jdbc().queryForList("select id from dataset where name = 'killed'"))
                .isEmpty();
    }

    private static Multipart form(String fileName, String content) {
        return new Multipart().text("name", "x").file("train", fileName, content);
    }

    private void refused(String field, String reason, Multipart form) {
        HttpResponse<String> answer = upload(form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(TestNode.JSON.readTree(answer.body()).get("errors").valueStream())
                .anySatisfy(error -> {
                    assertThat(error.get("field").asString()).isEqualTo(field);
                    assertThat(error.get("message").asString()).contains(reason);
                });
    }

    private String uploaded(Multipart form, Map<String, String> headers) {
        HttpResponse<String> answer = upload(form.text("label", "label"), headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return TestNode.JSON.readTree(answer.body()).get("id").asString();
    }

    private HttpResponse<String> upload(Multipart form) {
        return upload(form, Map.of());
    }

    private HttpResponse<String> upload(Multipart form, Map<String, String> headers) {
        String[] flat = headers.entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue()))
                .toArray(String[]::new);
        return node().upload(form.closed(), flat);
    }

    private List<String> stored() throws IOException {
        return node().context.getBean(ArtifactStore.class).list("datasets");
    }

    private JdbcTemplate jdbc() {
        return node().context.getBean(JdbcTemplate.class);
    }
}
