package dev.tunewright.engine.hub;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One configuration of a data set at one commit.
 *
 * @param files all of them
 * @param splits names of each split's files
 */
public record HubDataset(PinnedFiles files, Map<String, List<String>> splits) {

    /** @return where the files of each split lie once they are downloaded */
    public Map<String, List<Path>> paths(HubClient client) {
        Map<String, List<Path>> paths = new LinkedHashMap<>();
        splits.forEach((split, names) -> paths.put(
                split, names.stream().map(name -> files.path(client, name)).toList()));
        return paths;
    }
}
