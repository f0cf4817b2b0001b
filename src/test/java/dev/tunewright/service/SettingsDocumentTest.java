package dev.tunewright.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of settings in {@code src/docs/operations.md} says what the code says, and all of it. */
class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("src/docs/operations.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(tunewright\\.[\\w.-]+)` \\| (\\w+) \\| (?:`([^`]*)`)? ?\\| \\S.* \\|$");

    private record Setting(String type, String value) {}

    @Test
    void everySettingStandsInTheDocument() throws IOException {
        Map<String, Setting> coded = coded();
        assertThat(coded).hasSizeGreaterThan(60).containsKeys("tunewright.home", "tunewright.roles");
        Map<String, Setting> written = written();
        assertThat(written.keySet())
                .as(() -> "rows of the table in " + DOCUMENT + "; missing:\n" + missing(coded, written.keySet()))
                .isEqualTo(coded.keySet());
        coded.forEach((name, setting) -> {
            assertThat(written.get(name).type()).as("type of " + name).isEqualTo(setting.type());
            // Where the code has none, the document may tell what follows from something else.
            if (!setting.value().isEmpty()) {
                assertThat(written.get(name).value()).as("default of " + name).isEqualTo(setting.value());
            }
        });
    }

    private static String missing(Map<String, Setting> coded, Set<String> written) {
        Set<String> names = new TreeSet<>(coded.keySet());
        names.removeAll(written);
        return names.stream()
                .map(name -> "| `%s` | %s | `%s` | … |"
                        .formatted(name, coded.get(name).type(), coded.get(name).value()))
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, Setting> written() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), SettingsDocumentTest::setting, (one, other) -> one, TreeMap::new));
    }

    private static Setting setting(MatchResult row) {
        return new Setting(row.group(2), row.group(3) == null ? "" : row.group(3));
    }

    /** As the build writes it, for editors, from the records of settings. */
    private static Map<String, Setting> coded() throws IOException {
        Map<String, Setting> settings = new TreeMap<>();
        Enumeration<java.net.URL> files =
                SettingsDocumentTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json");
        while (files.hasMoreElements()) {
            try (InputStream file = files.nextElement().openStream()) {
                for (JsonNode property : new JsonMapper().readTree(file).get("properties")) {
                    String name = property.get("name").asString();
                    if (name.startsWith("tunewright.")) {
                        settings.put(name, new Setting(type(property.get("type").asString()), value(property)));
                    }
                }
            }
        }
        return settings;
    }

    private static String type(String type) {
        String simple = type.replaceAll("<.*", "").replaceAll(".*\\.", "");
        return switch (simple) {
            case "Duration", "Integer", "Boolean", "Path", "Map", "List" -> simple.toLowerCase();
            case "Set" -> "list";
            case "DataSize" -> "size";
            case "URI" -> "address";
            default -> "text";
        };
    }

    private static String value(JsonNode property) {
        JsonNode value = property.get("defaultValue");
        if (value == null) {
            return "";
        }
        return value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                : value.asString();
    }
}
