package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalArtifactStoreTest {

    @TempDir
    private Path folder;

    private LocalArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = new LocalArtifactStore(folder.resolve("artifacts"));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void folderIsFoundWholeAndSharesItsBytes() throws IOException {
        Path model = model("one");
        store.put("jobs/a/1/model", model);
        Path found = store.find("jobs/a/1/model").orElseThrow();
        assertThat(found.resolve("config.json")).hasContent("one");
        assertThat(found.resolve("nested/weights")).hasContent("one");
        assertThat(fileKey(found.resolve("config.json"))).isEqualTo(fileKey(model.resolve("config.json")));
        assertThat(staged()).isEmpty();
    }

    @Test
    void laterEntryReplacesAnEarlierOneWhole() throws IOException {
        store.put("jobs/a/1/model", model("one"));
        Path second = Files.createDirectories(folder.resolve("second"));
        Files.writeString(second.resolve("other.json"), "two");
        store.put("jobs/a/1/model", second);
        Path found = store.find("jobs/a/1/model").orElseThrow();
        assertThat(found.resolve("other.json")).hasContent("two");
        assertThat(found.resolve("config.json")).doesNotExist();
        assertThat(staged()).isEmpty();
    }

    @Test
    void fileMayBeAnEntry() throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), "{}");
        store.put("jobs/a/1/predictions-test.json", file);
        store.put("jobs/a/1/predictions-test.json", Files.writeString(folder.resolve("q.json"), "[]"));
        assertThat(store.find("jobs/a/1/predictions-test.json").orElseThrow()).hasContent("[]");
    }

    @Test
    void entriesAreListedByName() throws IOException {
        store.put("jobs/a/1/model", model("one"));
        store.put("jobs/a/1/checkpoint-5", model("one"));
        assertThat(store.list("jobs/a/1")).containsExactly("checkpoint-5", "model");
        assertThat(store.list("jobs/a/1/")).hasSize(2);
        assertThat(store.list("jobs/b")).isEmpty();
        assertThat(store.list("")).containsExactly("jobs");
    }

    @Test
    void deletedPrefixIsGone() throws IOException {
        store.put("jobs/a/1/model", model("one"));
        store.delete("jobs/a");
        store.delete("jobs/a");
        assertThat(store.find("jobs/a/1/model")).isEmpty();
        assertThat(staged()).isEmpty();
    }

    @Test
    void failedPutLeavesWhatWasThere() throws IOException {
        store.put("jobs/a/1/model", model("one"));
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Files.createSymbolicLink(bad.resolve("link"), folder);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.put("jobs/a/1/model", bad))
                .withMessageContaining("symbolic link");
        assertThat(store.find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("one");
        assertThat(staged()).isEmpty();
    }

    @Test
    void leftoversOfAnEndedProcessAreSwept() throws IOException {
        Path dead = Files.createDirectories(folder.resolve("artifacts/.staging/dead"));
        Files.writeString(dead.resolve("lock"), "");
        Files.writeString(dead.resolve("half-written"), "x");
        try (LocalArtifactStore second = new LocalArtifactStore(folder.resolve("artifacts"))) {
            assertThat(dead).doesNotExist();
            second.put("jobs/b/1/model", model("two"));
        }
        store.put("jobs/a/1/model", model("one"));
        assertThat(store.list("jobs")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "jobs/../x", "/jobs", "jobs//a", "jobs/.staging", "a\\b", "jobs/a b", "a\0"})
    void keyThatIsNoPlainPathIsRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> store.find(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(key, folder));
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(key));
    }

    private Path model(String content) throws IOException {
        Path model = Files.createTempDirectory(folder, "model");
        Files.writeString(model.resolve("config.json"), content);
        Files.writeString(Files.createDirectories(model.resolve("nested")).resolve("weights"), content);
        return model;
    }

    private List<Path> staged() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("artifacts/.staging"), 2)) {
            return paths.filter(path -> path.getNameCount() == folder.getNameCount() + 4)
                    .filter(path -> !path.endsWith("lock"))
                    .toList();
        }
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
    }
}
