package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.service.job.JobDirectory;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models answer in the shapes of other servers. */
class ShapesTest extends PredictApplication {

    private static final Path BERT = Path.of("src/test/resources/golden/bert/with-head");

    @Test
    void textEmbeddingsInferenceAnswersLabelsBestFirst() throws Exception {
        trained("tei", "model");
        JsonNode one = json(200, tei("tei", "{\"inputs\": \"abc\"}"));
        assertThat(one.at("/0/label").stringValue()).isEqualTo("no");
        assertThat(one.at("/0/score").doubleValue()).isCloseTo(1 / (1 + Math.exp(-6)), within(1e-12));
        assertThat(one.at("/1/label").stringValue()).isEqualTo("yes");
        JsonNode batch = json(
                200, tei("tei", "{\"inputs\": [[\"a\", \"b\"], [\"c\"]], \"truncate\": true, \"raw_scores\": true}"));
        assertThat(batch.toString())
                .isEqualTo("[[{\"score\":2.0,\"label\":\"no\"},{\"score\":-2.0,\"label\":\"yes\"}],"
                        + "[{\"score\":1.0,\"label\":\"no\"},{\"score\":-1.0,\"label\":\"yes\"}]]");
        assertThat(json(200, tei("tei", "{\"inputs\": [\"a\", \"b\"]}"))
                        .at("/0/label")
                        .stringValue())
                .isEqualTo("no");
    }

    @Test
    void inferenceApiAnswersAListForItsOneText() throws Exception {
        trained("api", "model");
        JsonNode answer = json(200, tei("api", "{\"inputs\": \"abc\", \"parameters\": {\"top_k\": 1}}"));
        assertThat(answer).hasSize(1);
        assertThat(answer.get(0)).hasSize(1);
        assertThat(json(200, tei("api", "{\"inputs\": \"abc\", \"parameters\": {\"function_to_apply\": \"none\"}}"))
                        .at("/0/0/score")
                        .doubleValue())
                .isEqualTo(3);
    }

    @Test
    void textEmbeddingsInferenceRefusesWhatItCannotRead() throws Exception {
        trained("tei-refused", "model");
        assertThat(errors(tei("tei-refused", "{\"inputs\": [\"a\", \"b\", \"c\"], \"raw\": true}")))
                .contains("list of such lists")
                .contains("did you mean `raw_scores`");
        assertThat(errors(tei("tei-refused", "{\"inputs\": \"" + "x".repeat(101) + "\"}")))
                .contains("has 101 tokens, and the model takes 100");
        assertThat(json(200, tei("tei-refused", "{\"inputs\": \"" + "x".repeat(101) + "\", \"truncate\": true}")))
                .hasSize(2);
    }

    @Test
    void regressionIsALabelWithItsValue() throws Exception {
        trained("tei-value", "regression");
        assertThat(tei("tei-value", "{\"inputs\": \"abc\"}").body())
                .isEqualTo("[{\"score\":3.0,\"label\":\"LABEL_0\"}]");
    }

    @Test
    void openInferenceProtocolAnswersTensors() throws Exception {
        JobDirectory.Entry job = trained("oip", "model");
        JsonNode answer =
                json(200, infer("oip", "{\"id\": \"7\", \"inputs\": [" + text("[2]", "[\"abc\", \"d\"]") + "]}"));
        assertThat(answer.toString())
                .isEqualTo("{\"model_name\":\"oip\",\"model_version\":\"" + job.id() + "\",\"id\":\"7\",\"outputs\":["
                        + "{\"name\":\"logits\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[3.0,-3.0,1.0,-1.0]},"
                        + "{\"name\":\"argmax\",\"datatype\":\"INT64\",\"shape\":[2],\"data\":[0,0]}]}");
        for (String data : new String[] {"[\"ab\", \"c\", \"d\", \"e\"]", "[[\"ab\", \"c\"], [\"d\", \"e\"]]"}) {
            JsonNode pairs = json(
                    200,
                    infer(
                            "oip",
                            "{\"inputs\": [" + text("[2, 2]", data) + "], \"outputs\": [{\"name\": \"logits\"}]}"));
            assertThat(pairs.get("outputs")).hasSize(1);
            assertThat(pairs.at("/outputs/0/data").toString()).isEqualTo("[3.0,-3.0,2.0,-2.0]");
        }
    }

    @Test
    void openInferenceProtocolTakesBinaryTensors() throws Exception {
        trained("binary", "model");
        byte[] tensor = bytes("abc", "ä");
        String json = "{\"inputs\": [{\"name\": \"text\", \"shape\": [2], \"datatype\": \"BYTES\","
                + " \"parameters\": {\"binary_data_size\": " + tensor.length + "}}],"
                + " \"parameters\": {\"binary_data_output\": true}}";
        assertThat(json(200, binary(json, tensor)).at("/outputs/0/data").toString())
                .isEqualTo("[3.0,-3.0,1.0,-1.0]");
        tensor[0] = 100;
        assertThat(errors(binary(json, tensor))).contains("said to have 100 bytes");
    }

    @Test
    void openInferenceProtocolRefusesWhatItCannotRead() throws Exception {
        trained("oip-refused", "model");
        assertThat(errors(infer("oip-refused", "{\"inputs\": [" + text("[3]", "[\"a\"]") + "]}")))
                .contains("must have the shape's 3 texts, had 1");
        assertThat(errors(infer("oip-refused", "{\"inputs\": [" + text("[2, 3]", "[]") + "]}")))
                .contains("[n] or [n, 2]");
        assertThat(errors(infer("oip-refused", "{\"inputs\": [" + text("[99999]", "[]") + "]}")))
                .contains("at most 3 rows");
        assertThat(errors(infer("oip-refused", "{\"inputs\": [{\"name\": \"ids\", \"datatype\": \"INT64\"}]}")))
                .contains("must be `text`")
                .contains("must be BYTES");
        assertThat(json(404, infer("nobody", "{\"inputs\": [" + text("[1]", "[\"a\"]") + "]}"))
                        .get("code")
                        .stringValue())
                .isEqualTo("model_not_found");
    }

    @Test
    void openInferenceProtocolTellsHealthAndModels() throws Exception {
        JobDirectory.Entry job = trained("described", BERT.toString());
        assertThat(json(200, get("/v2/health/live")).get("live").booleanValue()).isTrue();
        assertThat(json(200, get("/v2/health/ready")).get("ready").booleanValue())
                .isTrue();
        assertThat(json(200, get("/v2")).get("name").stringValue()).isEqualTo("tunewright");
        JsonNode model = json(200, get("/v2/models/described"));
        assertThat(model.at("/versions/0").stringValue()).isEqualTo(job.id().toString());
        assertThat(model.at("/outputs/0/shape").toString()).isEqualTo("[-1,2]");
        assertThat(model.at("/outputs/1/name").stringValue()).isEqualTo("argmax");
        assertThat(json(200, get("/v2/models/described/ready")).get("ready").booleanValue())
                .isTrue();
        assertThat(json(404, get("/v2/models/nobody/ready")).get("error").stringValue())
                .contains("nobody");
    }

    @Test
    void linesAreAnsweredInTheirOrder() throws Exception {
        trained("bulk", "model");
        StringBuilder lines = new StringBuilder();
        for (int i = 14; i <= 100; i++) {
            lines.append("\"").append("x".repeat(i)).append("\"\n");
        }
        HttpResponse<String> response = postLines("/models/bulk/predict?top_k=1", lines.toString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        JsonNode[] answers = lines(response);
        assertThat(answers).hasSize(87);
        for (int i = 14; i <= 100; i++) {
            assertThat(answers[i - 14].at("/logits/0").doubleValue()).isEqualTo(i);
            assertThat(answers[i - 14].get("top_k")).hasSize(1);
        }
    }

    @Test
    void wrongLineIsAnsweredInItsPlace() throws Exception {
        trained("bulk-wrong", "model");
        JsonNode[] answers = lines(postLines(
                "/models/bulk-wrong/predict?truncate=false",
                "[\"a\", \"b\"]\n\n{\"text\": \"abc\", \"text_pair\": \"d\"}\nnonsense\n{\"txt\": \"a\"}\n\""
                        + "x".repeat(101) + "\"\n\"" + "x".repeat(20_000) + "\"\n\"last\""));
        assertThat(answers).hasSize(7);
        assertThat(answers[0].at("/logits/0").doubleValue()).isEqualTo(2);
        assertThat(answers[1].at("/logits/0").doubleValue()).isEqualTo(4);
        assertThat(answers[2].at("/error/code").stringValue()).isEqualTo("malformed_json");
        assertThat(answers[2].at("/error/line").intValue()).isEqualTo(4);
        assertThat(answers[3].at("/error/message").stringValue()).contains("did you mean `text`");
        assertThat(answers[4].at("/error/message").stringValue())
                .contains("101 tokens")
                .contains("takes 100");
        assertThat(answers[5].at("/error/code").stringValue()).isEqualTo("line_too_long");
        assertThat(answers[6].at("/logits/0").doubleValue()).isEqualTo(4);
        json(404, postLines("/models/nobody/predict", "\"a\"\n"));
        json(415, postLines("/predict", "\"a\"\n"));
        json(413, postLines("/predict", "x".repeat(2 << 20)));
    }

    private HttpResponse<String> tei(String model, String body) throws Exception {
        return post("/models/" + model + "/tei/predict", body);
    }

    private HttpResponse<String> infer(String model, String body) throws Exception {
        return post("/v2/models/" + model + "/infer", body);
    }

    private HttpResponse<String> binary(String json, byte[] tensor) throws Exception {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(tensor);
        return send(request("/v2/models/binary/infer")
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", Integer.toString(json.length()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())));
    }

    private static byte[] bytes(String... texts) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            tensor.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(bytes.length)
                    .array());
            tensor.writeBytes(bytes);
        }
        return tensor.toByteArray();
    }

    private static String text(String shape, String data) {
        return "{\"name\": \"text\", \"shape\": " + shape + ", \"datatype\": \"BYTES\", \"data\": " + data + "}";
    }

    private static JsonNode[] lines(HttpResponse<String> response) {
        return response.body()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line))
                .toArray(JsonNode[]::new);
    }
}
