package dev.tunewright.engine.runner;

import dev.tunewright.engine.data.DatasetSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recorded run of Hugging Face's Trainer and the task that repeats it. */
record Golden(Path checkpoint, JsonNode json) {

    /** Switches of the original's machinery, not of training. */
    private static final Set<String> NOT_OURS = Set.of("use_cpu");

    static Golden read(String architecture, String file) throws IOException {
        Path folder = Path.of("src/test/resources/golden", architecture);
        JsonNode json = json(folder.resolve(file));
        if (json instanceof ObjectNode run && run.has("rows_of")) {
            JsonNode other = json(folder.resolve(run.get("rows_of").asString()));
            run.set("train_rows", other.get("train_rows"));
            run.set("eval_rows", other.get("eval_rows"));
        }
        return new Golden(folder, json);
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readAllBytes(file));
    }

    TrainTask task(Path scratch) throws IOException {
        return task(scratch, Map.of(), Map.of());
    }

    /** @param extra training arguments beside the recorded ones */
    TrainTask task(Path scratch, Map<String, Object> extra, Map<String, Object> config) throws IOException {
        Map<String, Object> arguments = JsonMapper.shared()
                .convertValue(json.get("arguments"), new TypeReference<LinkedHashMap<String, Object>>() {});
        arguments.keySet().removeAll(NOT_OURS);
        arguments.putAll(extra);
        Map<String, List<Path>> splits = Map.of(
                "train", List.of(rows(scratch.resolve("train.jsonl"), "train_rows")),
                "validation", List.of(rows(scratch.resolve("validation.jsonl"), "eval_rows")));
        boolean pairs = !json.get("train_rows").get(0).get(1).isNull();
        DatasetSpec dataset = new DatasetSpec(
                splits,
                "sentence1",
                pairs ? "sentence2" : null,
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
        int labels = json.path("num_labels").asInt(2);
        List<String> metrics = labels == 1 ? List.of("pearson", "spearmanr", "mse") : List.of("accuracy", "f1");
        if (json.has("metrics")) {
            metrics = json.get("metrics").valueStream().map(JsonNode::asString).toList();
        }
        return new TrainTask(checkpoint, dataset, arguments, config, labels, metrics);
    }

    private Path rows(Path file, String key) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode row : json.get(key)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("sentence1", row.get(0).asString());
            if (!row.get(1).isNull()) {
                line.put("sentence2", row.get(1).asString());
            }
            line.put("label", row.get(2));
            lines.append(JsonMapper.shared().writeValueAsString(line)).append('\n');
        }
        return Files.writeString(file, lines);
    }

    /** @return entries of the log history that hold the key */
    List<JsonNode> entries(String key) {
        return json.get("log_history")
                .valueStream()
                .filter(entry -> entry.has(key))
                .toList();
    }
}
