package dev.tunewright.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubCacheTest {

    private static final String COMMIT = "86b5e0934494bd15c9632b12f734a8a67f723594";
    private static final Path HOME = Path.of("/home/ada");

    @TempDir
    Path folder;

    private Path snapshot;

    @BeforeEach
    void cacheOneModel() throws IOException {
        snapshot = folder.resolve("models--org--name/snapshots/" + COMMIT);
        Files.createDirectories(snapshot);
        reference("main", COMMIT);
    }

    private void reference(String name, String content) throws IOException {
        Path reference = folder.resolve("models--org--name/refs/" + name);
        Files.createDirectories(reference.getParent());
        Files.writeString(reference, content);
    }

    @Test
    void revisionsLeadToTheirSnapshot() throws IOException {
        reference("refs/pr/1", COMMIT + "\n");
        HubCache cache = new HubCache(folder);
        assertThat(cache.find(HubName.model("org/name"), null)).contains(snapshot);
        assertThat(cache.find(HubName.model("org/name"), "main")).contains(snapshot);
        assertThat(cache.find(HubName.model("org/name"), "refs/pr/1")).contains(snapshot);
        assertThat(cache.find(HubName.model("org/name"), COMMIT)).contains(snapshot);
    }

    @Test
    void whatIsNotCachedIsNotFound() throws IOException {
        reference("dangling", COMMIT.replace('8', '9'));
        reference("broken", "../../../..");
        HubCache cache = new HubCache(folder);
        assertThat(cache.find(HubName.model("name"), null)).isEmpty();
        assertThat(cache.find(HubName.model("org/other"), null)).isEmpty();
        assertThat(cache.find(HubName.model("org/name"), "v2")).isEmpty();
        assertThat(cache.find(HubName.model("org/name"), COMMIT.substring(0, 7)))
                .isEmpty();
        assertThat(cache.find(HubName.model("org/name"), "dangling")).isEmpty();
        assertThat(cache.find(HubName.model("org/name"), "broken")).isEmpty();
        assertThat(new HubCache(folder.resolve("absent")).find(HubName.model("org/name"), null))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "a/", "/a", "..", "a/..", "../a", "a..b", "a--b", "a/b/c", "-a", "a.", "a b", "a\\b",
                "a\u0000", "a.git", "é"
            })
    void nameThatIsNoneOfTheHubIsRefused(String name) {
        assertRefused(name, null, "is not a name of the hub");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/../b", "/a", "a//b", "~", "a\u0000"})
    void revisionThatIsNoneOfTheHubIsRefused(String revision) {
        assertRefused("org/name", revision, "is not a revision");
    }

    @Test
    void longNamesAreRefusedWithoutRepeatingThemWhole() {
        assertRefused("a".repeat(97), null, "at most 96");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new HubCache(folder).find(HubName.model("a".repeat(1_000_000)), null))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    private void assertRefused(String name, String revision, String problem) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> new HubCache(folder).find(HubName.model(name), revision))
                .withMessageStartingWith("checkpoint: ")
                .withMessageContaining(problem);
    }

    @Test
    void cacheLiesWherePythonHasIt() {
        assertThat(place(Map.of())).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
        assertThat(place(Map.of("XDG_CACHE_HOME", "/x"))).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(place(Map.of("XDG_CACHE_HOME", "/x", "HF_HOME", "~/hf"))).isEqualTo(HOME.resolve("hf/hub"));
        assertThat(place(Map.of("HF_HOME", "/hf", "HUGGINGFACE_HUB_CACHE", "/old")))
                .isEqualTo(Path.of("/old"));
        assertThat(place(Map.of("HUGGINGFACE_HUB_CACHE", "/old", "HF_HUB_CACHE", "~")))
                .isEqualTo(HOME);
    }

    private static Path place(Map<String, String> environment) {
        return HubCache.of(environment, HOME).folder();
    }
}
