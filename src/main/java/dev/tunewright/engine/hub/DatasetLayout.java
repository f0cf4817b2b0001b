package dev.tunewright.engine.hub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of a repository hold the rows of which split of which configuration: as its README says, or else as the files'
 * names do, by the original's rules for them.
 */
final class DatasetLayout {

    static final String DEFAULT = "default";

    /** The better first; one configuration is read in one format. */
    private static final List<String> FORMATS = List.of(".parquet", ".jsonl", ".csv", ".tsv");

    private static final Pattern SHARD = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5}).*");
    private static final Pattern KEYWORD = Pattern.compile("(?:.*[-._ 0-9])?"
            + "(training|train|validation|valid|dev|val|testing|test|evaluation|eval)(?:[-._ 0-9].*)?");
    private static final Pattern SPLIT = Pattern.compile("train|(validation|test)(_\\w{1,40})?");
    private static final Map<String, String> SYNONYMS = Map.of(
            "training", "train",
            "valid", "validation",
            "dev", "validation",
            "val", "validation",
            "testing", "test",
            "evaluation", "test",
            "eval", "test");

    private DatasetLayout() {}

    /** @return files of each split of each configuration; splits that have no use here are left out */
    static Map<String, Map<String, List<String>>> of(List<String> files, DatasetCard card) {
        List<String> data =
                files.stream().filter(file -> format(file) < FORMATS.size()).toList();
        if (card.configurations().isEmpty()) {
            return byNames(data);
        }
        Map<String, Map<String, List<String>>> layout = new LinkedHashMap<>();
        card.configurations().forEach((configuration, patterns) -> layout.put(configuration, matching(data, patterns)));
        return layout;
    }

    private static Map<String, List<String>> matching(List<String> files, Map<String, List<String>> patterns) {
        if (patterns.isEmpty() || patterns.containsKey("")) {
            List<PathPattern> within = patterns.getOrDefault("", List.of("**")).stream()
                    .map(PathPattern::new)
                    .toList();
            Map<String, List<String>> splits = new LinkedHashMap<>();
            byNames(files.stream().filter(file -> matches(within, file)).toList())
                    .values()
                    .forEach(found ->
                            found.forEach((split, names) -> splits.computeIfAbsent(split, any -> new ArrayList<>())
                                    .addAll(names)));
            return oneFormat(splits);
        }
        Map<String, List<String>> splits = new LinkedHashMap<>();
        patterns.forEach((split, paths) -> {
            List<PathPattern> wanted = paths.stream().map(PathPattern::new).toList();
            List<String> found =
                    files.stream().filter(file -> matches(wanted, file)).toList();
            if (!found.isEmpty()) {
                splits.put(split, found);
            }
        });
        return oneFormat(useful(splits));
    }

    private static boolean matches(List<PathPattern> patterns, String file) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(file));
    }

    private static Map<String, Map<String, List<String>>> byNames(List<String> files) {
        Map<String, Map<String, List<String>>> layout = new TreeMap<>();
        for (String file : files) {
            Place place = place(file);
            layout.computeIfAbsent(place.configuration, any -> new LinkedHashMap<>())
                    .computeIfAbsent(place.split, any -> new ArrayList<>())
                    .add(file);
        }
        layout.replaceAll((configuration, splits) -> oneFormat(useful(splits)));
        layout.values().removeIf(Map::isEmpty);
        return layout;
    }

    private record Place(String configuration, String split) {}

    private static Place place(String file) {
        String[] parts = file.split("/");
        String base = parts[parts.length - 1].replaceFirst("\\.[^.]*$", "");
        Matcher shard = SHARD.matcher(base);
        String whole = shard.matches() ? shard.group(1) : base;
        // The converted branch's older form: <configuration>/<data set>-<split>.
        String last = whole.substring(whole.lastIndexOf('-') + 1);
        for (String name : List.of(whole, last)) {
            if (SPLIT.matcher(canonical(name)).matches()) {
                return new Place(folder(parts, parts.length - 1), canonical(name));
            }
        }
        Matcher keyword = KEYWORD.matcher(base.toLowerCase(Locale.ROOT));
        if (keyword.matches()) {
            return new Place(folder(parts, parts.length - 1), canonical(keyword.group(1)));
        }
        if (parts.length > 1) {
            String around = parts[parts.length - 2];
            Matcher within = KEYWORD.matcher(around.toLowerCase(Locale.ROOT));
            if (SPLIT.matcher(canonical(around)).matches()) {
                return new Place(folder(parts, parts.length - 2), canonical(around));
            }
            // A partial conversion holds the first rows alone, and must not pass for the whole.
            if (within.matches() && !around.startsWith("partial-")) {
                return new Place(folder(parts, parts.length - 2), canonical(within.group(1)));
            }
        }
        boolean plain = parts.length == 1 || parts.length == 2 && parts[0].equals("data");
        return new Place(folder(parts, parts.length - 1), plain && !shard.matches() ? "train" : whole);
    }

    /** @return the first folders' names as that of a configuration */
    private static String folder(String[] parts, int count) {
        int from = count > 0 && parts[0].equals("data") ? 1 : 0;
        return count <= from ? DEFAULT : String.join("/", List.of(parts).subList(from, count));
    }

    /** {@code dev} is {@code validation}, also in {@code dev_matched}. */
    private static String canonical(String split) {
        String[] words = split.toLowerCase(Locale.ROOT).split("_", 2);
        String first = SYNONYMS.getOrDefault(words[0], words[0]);
        return words.length == 1 ? first : first + "_" + words[1];
    }

    private static Map<String, List<String>> useful(Map<String, List<String>> splits) {
        Map<String, List<String>> useful = new LinkedHashMap<>();
        splits.forEach((split, files) -> {
            String name = splits.containsKey(canonical(split)) ? split : canonical(split);
            if (SPLIT.matcher(name).matches() && !useful.containsKey(name)) {
                useful.put(name, files);
            }
        });
        return useful;
    }

    private static Map<String, List<String>> oneFormat(Map<String, List<String>> splits) {
        int best = splits.values().stream()
                .flatMap(Collection::stream)
                .mapToInt(DatasetLayout::format)
                .min()
                .orElse(0);
        Map<String, List<String>> chosen = new LinkedHashMap<>();
        splits.forEach((split, files) -> {
            List<String> same =
                    files.stream().filter(file -> format(file) == best).sorted().toList();
            if (!same.isEmpty()) {
                chosen.put(split, same);
            }
        });
        return chosen;
    }

    private static int format(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        int format = 0;
        while (format < FORMATS.size() && !name.endsWith(FORMATS.get(format))) {
            format++;
        }
        return format;
    }

    /** @return whether every shard is there that the others count */
    static boolean isWhole(List<String> files) {
        Map<String, Integer> shards = new TreeMap<>();
        Map<String, Integer> wanted = new TreeMap<>();
        for (String file : files) {
            Matcher shard = SHARD.matcher(file);
            if (shard.matches()) {
                shards.merge(shard.group(1), 1, Integer::sum);
                wanted.put(shard.group(1), Integer.valueOf(shard.group(3)));
            }
        }
        return shards.equals(wanted);
    }
}
