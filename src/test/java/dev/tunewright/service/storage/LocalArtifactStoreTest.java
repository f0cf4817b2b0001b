package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalArtifactStoreTest extends ArtifactStoreContract {

    private final List<LocalArtifactStore> nodes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        otherNode();
    }

    @AfterEach
    void close() throws IOException {
        for (LocalArtifactStore node : nodes) {
            node.close();
        }
    }

    @Override
    ArtifactStore store() {
        return nodes.get(0);
    }

    @Override
    ArtifactStore otherNode() throws IOException {
        nodes.add(new LocalArtifactStore(folder.resolve("artifacts")));
        return nodes.get(nodes.size() - 1);
    }

    @Override
    List<Path> leftovers() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("artifacts/.staging"), 2)) {
            return paths.filter(path -> path.getNameCount() == folder.getNameCount() + 4)
                    .filter(path -> !path.endsWith("lock"))
                    .toList();
        }
    }

    @Test
    void entrySharesItsBytesWithTheSource() throws IOException {
        Path model = model("one");
        store().put("jobs/a/1/model", model);
        Path found = store().find("jobs/a/1/model").orElseThrow();
        assertThat(fileKey(found.resolve("config.json"))).isEqualTo(fileKey(model.resolve("config.json")));
    }

    @Test
    void leftoversOfAnEndedProcessAreSwept() throws IOException {
        Path dead = dead();
        ArtifactStore second = otherNode();
        assertThat(dead).doesNotExist();
        second.put("jobs/b/1/model", model("two"));
        store().put("jobs/a/1/model", model("one"));
        assertThat(store().list("jobs")).containsExactly("a", "b");
    }

    @Test
    void leftoversThatAreOldAreSweptWhileTheNodeRuns() throws IOException {
        Path dead = dead();
        assertThat(store().sweep(Instant.now().minus(Duration.ofDays(1)))).isZero();
        assertThat(dead).exists();
        assertThat(store().sweep(Instant.now().plusSeconds(5))).isOne();
        assertThat(dead).doesNotExist();
    }

    private Path dead() throws IOException {
        Path dead = Files.createDirectories(folder.resolve("artifacts/.staging/dead"));
        Files.writeString(dead.resolve("lock"), "");
        Files.writeString(dead.resolve("half-written"), "x");
        return dead;
    }

    private static Object fileKey(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    @Test
    void folderThatIsNotThereIsNoticedAndALookLeavesNothing() throws IOException {
        store().check();
        assertThat(leftovers()).isEmpty();
        Files.move(folder.resolve("artifacts"), folder.resolve("away"));
        assertThatThrownBy(() -> store().check())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("artifacts").toString());
        Files.move(folder.resolve("away"), folder.resolve("artifacts"));
        store().check();
    }
}
