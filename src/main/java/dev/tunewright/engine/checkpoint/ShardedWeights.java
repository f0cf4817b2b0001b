package dev.tunewright.engine.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The weights of one model in one or several files.
 *
 * @param files all of them, open
 * @param fileOf where each tensor is, file by file in the order of their bytes
 */
record ShardedWeights(List<SafetensorsFile> files, Map<String, SafetensorsFile> fileOf) {

    static ShardedWeights ofFile(Path path) {
        ShardedWeights weights = new ShardedWeights(new ArrayList<>(), new LinkedHashMap<>());
        SafetensorsFile file = SafetensorsFile.open(path);
        weights.files.add(file);
        file.names().forEach(name -> weights.fileOf.put(name, file));
        return weights;
    }

    /**
     * @param index {@code model.safetensors.index.json}, beside its shards
     * @throws CheckpointException if the index is broken, a shard is absent or broken, or a tensor is not in its shard
     */
    static ShardedWeights ofIndex(Path index) {
        ShardedWeights weights = new ShardedWeights(new ArrayList<>(), new LinkedHashMap<>());
        try {
            for (Map.Entry<String, Set<String>> shard : namesByShard(index).entrySet()) {
                weights.addShard(index, shard.getKey(), shard.getValue());
            }
            return weights;
        } catch (RuntimeException e) {
            weights.files.forEach(SafetensorsFile::close);
            throw e;
        }
    }

    private static Map<String, Set<String>> namesByShard(Path index) {
        JsonNode weightMap = JsonObjects.read(index).path("weight_map");
        if (!weightMap.isObject() || weightMap.isEmpty()) {
            throw new CheckpointException(index, "it has no weight_map from tensors to files; download it again");
        }
        Map<String, Set<String>> names = new TreeMap<>();
        weightMap.properties().forEach(entry -> {
            JsonNode shard = entry.getValue();
            // A plain name only: an index must not lead out of its folder.
            if (!shard.isString() || !shard.stringValue().matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.safetensors")) {
                throw new CheckpointException(
                        index,
                        "its weight_map puts " + entry.getKey() + " into " + shard
                                + "; it must name a .safetensors file beside it");
            }
            names.computeIfAbsent(shard.stringValue(), any -> new TreeSet<>()).add(entry.getKey());
        });
        return names;
    }

    private void addShard(Path index, String shard, Set<String> names) {
        SafetensorsFile file = SafetensorsFile.open(index.resolveSibling(shard));
        files.add(file);
        for (String name : names) {
            if (!file.names().contains(name)) {
                throw new CheckpointException(
                        index,
                        "its weight_map puts " + name + " into " + shard
                                + ", which has no such tensor; download both again");
            }
        }
        for (String name : file.names()) {
            if (names.contains(name)) {
                fileOf.put(name, file);
            }
        }
    }
}
