package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.Artifact;
import dev.tunewright.service.storage.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What a job's model scored on the splits that it was not trained on. */
final class EvaluatedSplits {

    private static final String PREDICTIONS = "predictions-";
    private static final String JSON = ".json";

    private EvaluatedSplits() {}

    /** @return by split; empty where the job had none */
    static Map<String, Map<String, Object>> metrics(ArtifactStore artifacts, JobDirectory.Entry job)
            throws IOException {
        Map<String, Map<String, Object>> splits = new TreeMap<>();
        String prefix = JobArtifacts.prefix(job);
        for (String name : artifacts.list(prefix)) {
            if (name.startsWith(PREDICTIONS) && name.endsWith(JSON)) {
                Optional<Artifact> file = artifacts.look(prefix + "/" + name);
                if (file.isPresent()) {
                    String split = name.substring(PREDICTIONS.length(), name.length() - JSON.length());
                    splits.put(split, metrics(JobArtifacts.open(file.get())));
                }
            }
        }
        return splits;
    }

    /** They stand before the rows, of which nothing is read. */
    private static Map<String, Object> metrics(InputStream document) throws IOException {
        JsonMapper mapper = JsonMapper.shared();
        try (document;
                JsonParser json = mapper.createParser(document)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = json.currentName().equals("metrics");
                json.nextToken();
                if (found) {
                    return mapper.readerFor(new TypeReference<Map<String, Object>>() {})
                            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                            .readValue(json);
                }
                json.skipChildren();
            }
            return Map.of();
        }
    }
}
