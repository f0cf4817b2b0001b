package dev.tunewright.engine.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What the front matter of a data set's README says of its files.
 *
 * @param configurations patterns of each split's files, by split, by configuration; no split at all: as the files' names say
 * @param usual the configuration that is meant where none is named; null: not told
 */
record DatasetCard(
        Map<String, Map<String, List<String>>> configurations,
        @Nullable String usual) {

    private static final String FENCE = "---";
    private static final int MOST_CHARACTERS = 8 << 20;
    private static final DatasetCard EMPTY = new DatasetCard(Map.of(), null);

    /** @return an empty one where the text has no front matter, or one that is not to be understood */
    static DatasetCard read(String readme) {
        String text = readme.replace("\r\n", "\n");
        int end = text.indexOf("\n" + FENCE, FENCE.length());
        if (!text.startsWith(FENCE + "\n") || end < 0) {
            return EMPTY;
        }
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(MOST_CHARACTERS);
        try {
            Object matter = new Yaml(new SafeConstructor(limits)).load(text.substring(FENCE.length() + 1, end + 1));
            return matter instanceof Map<?, ?> map && map.get("configs") instanceof List<?> list ? of(list) : EMPTY;
        } catch (YAMLException notToBeUnderstood) {
            return EMPTY;
        }
    }

    private static DatasetCard of(List<?> list) {
        Map<String, Map<String, List<String>>> configurations = new LinkedHashMap<>();
        String usual = null;
        for (Object entry : list) {
            if (entry instanceof Map<?, ?> configuration) {
                Object named = configuration.get("config_name");
                String name = named == null ? DatasetLayout.DEFAULT : named.toString();
                String folder =
                        configuration.get("data_dir") instanceof String given ? given.replaceAll("/+$", "") : "";
                configurations.put(name, patterns(configuration.get("data_files"), folder));
                if (Boolean.TRUE.equals(configuration.get("default"))) {
                    usual = name;
                }
            }
        }
        return new DatasetCard(configurations, usual);
    }

    /** One pattern, some, or some by split. */
    private static Map<String, List<String>> patterns(@Nullable Object files, String folder) {
        Map<String, List<String>> patterns = new LinkedHashMap<>();
        if (files == null && !folder.isEmpty()) {
            patterns.put("", List.of(folder + "/**"));
        } else if (files instanceof Map<?, ?> bySplit) {
            bySplit.forEach((split, paths) -> patterns.put(String.valueOf(split), paths(paths, folder)));
        } else if (files instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
            for (Object entry : list) {
                Map<?, ?> split = (Map<?, ?>) entry;
                patterns.put(String.valueOf(split.get("split")), paths(split.get("path"), folder));
            }
        } else if (files != null) {
            patterns.put("train", paths(files, folder));
        }
        return patterns;
    }

    private static List<String> paths(@Nullable Object paths, String folder) {
        List<String> all = new ArrayList<>();
        for (Object path : paths instanceof List<?> list ? list : List.of(paths == null ? "" : paths)) {
            String relative = path.toString().replaceFirst("^(\\./)+", "");
            all.add(folder.isEmpty() ? relative : folder + "/" + relative);
        }
        return all;
    }
}
