package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does, wherever it keeps its entries. */
abstract class ArtifactStoreContract {

    private static final int BYTES = 100_000;
    private static final int ROUNDS = 50;

    @TempDir
    Path folder;

    /** @return the store under test, empty at first */
    abstract ArtifactStore store();

    /** @return the same store as another node has it */
    abstract ArtifactStore otherNode() throws IOException;

    /** @return what is on its way in or out, where all of it is at rest: nothing */
    abstract List<?> leftovers() throws IOException;

    @Test
    void folderIsFoundWhole() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        Path found = store().find("jobs/a/1/model").orElseThrow();
        assertThat(found).hasFileName("model");
        assertThat(found.resolve("config.json")).hasContent("one");
        assertThat(found.resolve("nested/weights")).hasContent("one");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void entryIsFoundOnAnotherNode() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        Path found = otherNode().find("jobs/a/1/model").orElseThrow();
        assertThat(found.resolve("nested/weights")).hasContent("one");
    }

    @Test
    void laterEntryReplacesAnEarlierOneWhole() throws IOException {
        ArtifactStore other = otherNode();
        store().put("jobs/a/1/model", model("one"));
        other.find("jobs/a/1/model");
        Path second = Files.createDirectories(folder.resolve("second"));
        Files.writeString(second.resolve("other.json"), "two");
        store().put("jobs/a/1/model", second);
        for (ArtifactStore each : List.of(store(), other)) {
            Path found = each.find("jobs/a/1/model").orElseThrow();
            assertThat(found.resolve("other.json")).hasContent("two");
            assertThat(found.resolve("config.json")).doesNotExist();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void fileMayBeAnEntry() throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), "{}");
        store().put("jobs/a/1/predictions-test.json", file);
        store().put("jobs/a/1/predictions-test.json", Files.writeString(folder.resolve("q.json"), "[]"));
        assertThat(store().find("jobs/a/1/predictions-test.json").orElseThrow()).hasContent("[]");
        assertThat(store().list("jobs/a/1/predictions-test.json")).isEmpty();
        Artifact artifact = store().look("jobs/a/1/predictions-test.json").orElseThrow();
        assertThat(artifact.parts()).containsExactly(new Artifact.Part("", 2));
        assertThat(artifact.open(artifact.parts().get(0))).hasContent("[]");
    }

    @Test
    void entryIsLookedAtAndStreamed() throws IOException {
        byte[] weights = new byte[BYTES];
        new Random(1).nextBytes(weights);
        Path model = model("one");
        Files.write(model.resolve("weights with a space"), weights);
        Instant before = Instant.now().minusSeconds(2);
        store().put("jobs/a/1/model", model);
        Artifact artifact = store().look("jobs/a/1/model").orElseThrow();
        assertThat(artifact.parts())
                .containsExactly(
                        new Artifact.Part("config.json", 3),
                        new Artifact.Part("nested/weights", 3),
                        new Artifact.Part("weights with a space", BYTES));
        assertThat(artifact.size()).isEqualTo(BYTES + 6);
        assertThat(artifact.time()).isBetween(before, Instant.now().plusSeconds(2));
        try (InputStream content = artifact.open(artifact.parts().get(2))) {
            assertThat(content.readAllBytes()).isEqualTo(weights);
        }
        assertThat(store().look("jobs/a/1/other")).isEmpty();
    }

    @Test
    void sourceMayBeGoneAfterwards() throws IOException {
        Path model = model("one");
        store().put("jobs/a/1/model", model);
        FileTrees.delete(model);
        assertThat(store().find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("one");
    }

    @Test
    void entriesAreListedByName() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        store().put("jobs/a/1/checkpoint-5", model("one"));
        assertThat(store().list("jobs/a/1")).containsExactly("checkpoint-5", "model");
        assertThat(store().list("jobs/a/1/")).hasSize(2);
        assertThat(store().list("jobs/b")).isEmpty();
        assertThat(store().list("")).containsExactly("jobs");
    }

    @Test
    void deletedPrefixIsGone() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        store().put("jobs/ab/1/model", model("two"));
        store().delete("jobs/a");
        store().delete("jobs/a");
        assertThat(store().find("jobs/a/1/model")).isEmpty();
        assertThat(store().list("jobs")).containsExactly("ab");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void prefixMayGoWhileItIsListedAndDeletedByAnotherNode() throws IOException {
        ArtifactStore other = otherNode();
        for (int i = 0; i < ROUNDS; i++) {
            store().put("jobs/a/1/entry", model("one"));
            CompletableFuture<Void> deletion = CompletableFuture.runAsync(() -> delete(other, "jobs/a"));
            while (!deletion.isDone()) {
                assertThat(store().list("jobs/a")).isIn(List.of("1"), List.of());
            }
            store().delete("jobs/a");
            deletion.join();
            assertThat(store().list("jobs/a")).isEmpty();
        }
    }

    @Test
    void deletedEntryLeavesItsNeighbour() throws IOException {
        store().put("jobs/a/1/checkpoint-1", model("one"));
        store().put("jobs/a/1/checkpoint-10", model("ten"));
        store().delete("jobs/a/1/checkpoint-1");
        assertThat(store().list("jobs/a/1")).containsExactly("checkpoint-10");
        assertThat(store().find("jobs/a/1/checkpoint-10").orElseThrow().resolve("config.json"))
                .hasContent("ten");
    }

    @Test
    void failedPutLeavesWhatWasThere() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        Path bad = Files.createDirectories(folder.resolve("bad"));
        Files.createSymbolicLink(bad.resolve("link"), folder);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store().put("jobs/a/1/model", bad))
                .withMessageContaining("symbolic link");
        assertThat(store().find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("one");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void entryIsSeenWholeOrNotAtAllWhileItIsReplaced() throws IOException {
        store().put("jobs/a/1/model", model("0"));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= 10; i++) {
                put(String.valueOf(i));
            }
        });
        ArtifactStore reader = otherNode();
        do {
            reader.look("jobs/a/1/model")
                    .ifPresent(seen -> assertThat(seen.parts()).hasSize(2));
        } while (!writer.isDone());
        writer.join();
        assertThat(reader.find("jobs/a/1/model").orElseThrow().resolve("config.json"))
                .hasContent("10");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void sweepLeavesWhatIsWhole() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        store().sweep(Instant.now().plus(Duration.ofDays(1)));
        assertThat(otherNode().find("jobs/a/1/model").orElseThrow().resolve("nested/weights"))
                .hasContent("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "..", "jobs/../x", "/jobs", "jobs//a", "jobs/.staging", "a\\b", "jobs/a b", "a\0"})
    void keyThatIsNoPlainPathIsRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> store().find(key));
        assertThatIllegalArgumentException().isThrownBy(() -> store().put(key, folder));
        assertThatIllegalArgumentException().isThrownBy(() -> store().delete(key));
    }

    private void put(String content) {
        try {
            store().put("jobs/a/1/model", model(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(ArtifactStore store, String prefix) {
        try {
            store.delete(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path model(String content) throws IOException {
        Path model = Files.createTempDirectory(folder, "model");
        Files.writeString(model.resolve("config.json"), content);
        Files.writeString(Files.createDirectories(model.resolve("nested")).resolve("weights"), content);
        return model;
    }
}
