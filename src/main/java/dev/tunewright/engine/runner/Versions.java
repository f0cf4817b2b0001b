package dev.tunewright.engine.runner;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/** What this trainer consists of. */
final class Versions {

    private static final String TOKENIZERS = "/native/lib/tokenizers.properties";

    private Versions() {}

    static Map<String, String> all() {
        Map<String, String> versions = new LinkedHashMap<>();
        String own = Versions.class.getPackage().getImplementationVersion();
        versions.put("tunewright", Objects.requireNonNullElse(own, "unpackaged"));
        versions.put("java", Runtime.version().toString());
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("arch", System.getProperty("os.arch"));
        versions.put("djl", Engine.getDjlVersion());
        versions.put("pytorch", Engine.getEngine("PyTorch").getVersion());
        versions.put("tokenizers", tokenizers());
        return versions;
    }

    private static String tokenizers() {
        Properties properties = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream(TOKENIZERS)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }
}
