package dev.tunewright.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The settings that there are, as the build wrote them down from the records that hold them. */
public final class SettingNames {

    public static final String PREFIX = "tunewright.";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** Each name, and whether it goes on: a list or a map does, as in {@code tunewright.security.keys[0].name}. */
    private final Map<String, Boolean> names = new TreeMap<>();

    private SettingNames() {}

    public static SettingNames read() {
        SettingNames read = new SettingNames();
        try {
            Enumeration<URL> files = SettingNames.class.getClassLoader().getResources(METADATA);
            // Every library has such a file; ours stands first, and the others are long.
            while (read.names.isEmpty() && files.hasMoreElements()) {
                try (InputStream in = files.nextElement().openStream()) {
                    new JsonMapper().readTree(in).path("properties").forEach(read::add);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return read;
    }

    private void add(JsonNode property) {
        String name = property.path("name").asString();
        if (name.startsWith(PREFIX)) {
            names.put(name, property.path("type").asString().matches("java\\.util\\.(List|Set|Map)<.*"));
        }
    }

    public List<String> all() {
        return List.copyOf(names.keySet());
    }

    /** @param given in any spelling that Spring takes */
    public boolean contains(String given) {
        String letters = letters(given);
        return names.entrySet().stream()
                .anyMatch(known -> known.getValue()
                        ? letters.startsWith(letters(known.getKey()))
                        : letters.equals(letters(known.getKey())));
    }

    /** In a variable of the environment `_` stands for a dot, or for a dash, or a dash is left out: so none of them counts. */
    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }
}
