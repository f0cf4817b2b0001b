package dev.tunewright.engine.hub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A repository as it is at one commit.
 *
 * @param files names of all its files, sorted; those that must not be on this machine are left out
 */
public record HubListing(HubName repository, String commit, List<String> files) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FORMAT = 1;

    public HubListing {
        files = files.stream().filter(HubFileName::isSafe).sorted().toList();
    }

    public boolean has(String file) {
        return files.contains(file);
    }

    /** A listing with what the cache keeps of it. */
    record Answered(HubListing listing, @Nullable String stored) {}

    /** @return null if the text is not the hub's answer about a repository */
    static @Nullable Answered ofAnswer(HubName repository, byte[] answer) {
        try {
            JsonNode json = JSON.readTree(answer);
            String commit = json.path("sha").asString("");
            List<JsonNode> siblings = json.path("siblings").valueStream().toList();
            List<String> names = siblings.stream()
                    .map(file -> file.path("rfilename").asString(""))
                    .toList();
            return HubCache.isCommit(commit)
                    ? new Answered(new HubListing(repository, commit, names), stored(siblings))
                    : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }

    /** @return the text in the original's format; null if the hub told too little of a file */
    private static @Nullable String stored(List<JsonNode> siblings) {
        Map<String, Object> files = new LinkedHashMap<>();
        List<JsonNode> sorted = new ArrayList<>(siblings);
        sorted.sort(Comparator.comparing(file -> file.path("rfilename").asString("")));
        for (JsonNode file : sorted) {
            if (!file.path("size").isIntegralNumber() || !file.path("blobId").isString()) {
                return null;
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("size", file.path("size").asLong());
            entry.put("blob_id", file.path("blobId").asString());
            if (file.path("lfs").path("sha256").isString()) {
                entry.put("lfs_sha256", file.path("lfs").path("sha256").asString());
                entry.put("lfs_size", file.path("lfs").path("size").asLong());
            }
            files.put(file.path("rfilename").asString(), entry);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format_version", FORMAT);
        tree.put("files", files);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    }

    /** @return null if the text is no listing that the cache keeps */
    static @Nullable HubListing ofStored(HubName repository, String commit, byte[] stored) {
        try {
            JsonNode json = JSON.readTree(stored);
            return json.path("format_version").asInt(0) == FORMAT
                            && json.path("files").isObject()
                    ? new HubListing(
                            repository, commit, List.copyOf(json.path("files").propertyNames()))
                    : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
