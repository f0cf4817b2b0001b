package dev.tunewright.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {

    @TempDir
    Path parent;

    @Test
    void folderAppearsOnlyWhenItIsWhole() {
        Path target = parent.resolve("deep/checkpoint-1");
        AtomicFolder.write(target, folder -> {
            Files.createDirectories(folder.resolve("inner"));
            Files.writeString(folder.resolve("inner/a"), "1");
            assertThat(target).doesNotExist();
            assertThat(folder.getParent()).isEqualTo(target.getParent());
        });
        assertThat(target.resolve("inner/a")).hasContent("1");
        assertThat(target.getParent()).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void failedWriteLeavesWhatWasThere() {
        Path target = parent.resolve("checkpoint-1");
        AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("a"), "old"));
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> AtomicFolder.write(target, folder -> {
                    Files.writeString(folder.resolve("a"), "new");
                    throw new IOException("disk full");
                }))
                .withMessageContaining("checkpoint-1 cannot be written");
        assertThatThrownBy(() -> AtomicFolder.write(target, folder -> {
                    throw new IllegalStateException("interrupted");
                }))
                .hasMessage("interrupted");
        assertThat(target.resolve("a")).hasContent("old");
        assertThat(parent).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void folderReplacesAnOlderOneWhole() {
        Path target = parent.resolve("checkpoint-1");
        AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("a"), "old"));
        AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("b"), "new"));
        assertThat(target).isDirectoryContaining(path -> path.endsWith("b"));
        assertThat(target.resolve("a")).doesNotExist();
    }

    @Test
    void leftoversOfAKilledWriterAreRemoved() throws IOException {
        Files.createDirectories(parent.resolve(".checkpoint-1.tmp-killed/inner"));
        Files.createDirectories(parent.resolve(".checkpoint-10.tmp-other"));
        AtomicFolder.write(parent.resolve("checkpoint-1"), folder -> {});
        assertThat(parent.resolve(".checkpoint-1.tmp-killed")).doesNotExist();
        assertThat(parent.resolve(".checkpoint-10.tmp-other")).exists();
    }
}
