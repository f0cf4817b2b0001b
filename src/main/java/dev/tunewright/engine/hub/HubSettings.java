package dev.tunewright.engine.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub is and how to ask it.
 *
 * @param endpoint without a slash at its end
 * @param token goes to the endpoint's own origin only; null: none
 * @param offline whether only what is in the cache may be used
 */
public record HubSettings(URI endpoint, HubSettings.@Nullable Token token, boolean offline, HubCache cache) {

    /** A secret: it never shows. */
    public record Token(String secret) {

        @Override
        public String toString() {
            return "(a token)";
        }
    }

    private static final String PUBLIC_HUB = "https://huggingface.co";
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    /** @throws IllegalArgumentException if the endpoint is no http or https address */
    public HubSettings {
        boolean valid = ("https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme()))
                && endpoint.getHost() != null
                && endpoint.getUserInfo() == null
                && endpoint.getRawQuery() == null;
        if (!valid) {
            throw new IllegalArgumentException(
                    "HF_ENDPOINT must be an address such as " + PUBLIC_HUB + ", without user and query");
        }
    }

    /**
     * What Python would use in the same environment: {@code HF_ENDPOINT}; {@code HF_TOKEN}, else the file
     * {@code HF_TOKEN_PATH} or {@code HF_HOME}/token; {@code HF_HUB_OFFLINE}; and the cache.
     *
     * @param environment environment variables, usually {@link System#getenv()}
     * @param home the user's home folder
     */
    public static HubSettings of(Map<String, String> environment, Path home) {
        String endpoint = environment.getOrDefault("HF_ENDPOINT", "").strip();
        return new HubSettings(
                URI.create((endpoint.isEmpty() ? PUBLIC_HUB : endpoint).replaceFirst("/+$", "")),
                token(environment, home),
                isTrue(environment.get("HF_HUB_OFFLINE")) || isTrue(environment.get("TRANSFORMERS_OFFLINE")),
                HubCache.of(environment, home));
    }

    private static boolean isTrue(@Nullable String value) {
        return value != null && TRUE.contains(value.toUpperCase(Locale.ROOT));
    }

    private static @Nullable Token token(Map<String, String> environment, Path home) {
        if (isTrue(environment.get("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
            return null;
        }
        for (String variable : new String[] {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                return new Token(value);
            }
        }
        String path = environment.get("HF_TOKEN_PATH");
        return read(path == null ? HubCache.home(environment, home).resolve("token") : HubCache.expand(path, home));
    }

    private static @Nullable Token read(Path file) {
        try {
            String content = Files.readString(file).strip();
            return content.isEmpty() ? null : new Token(content);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("the hub's token cannot be read from " + file, e);
        }
    }

    URI address(String path) {
        return URI.create(endpoint + "/" + path);
    }
}
