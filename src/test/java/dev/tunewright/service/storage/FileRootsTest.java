package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRootsTest {

    @TempDir
    private Path folder;

    private Path root;
    private FileRoots roots;

    @BeforeEach
    void makeRoots() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.writeString(root.resolve("train.tsv"), "rows");
        Files.writeString(folder.resolve("secret.tsv"), "secret");
        roots = new FileRoots(List.of(root, folder.resolve("second")));
    }

    @Test
    void absoluteAndRelativeNamesLeadToTheSameFile() {
        Path expected = root.resolve("train.tsv");
        assertThat(roots.file("f", "file:train.tsv")).isEqualTo(expected);
        assertThat(roots.file("f", "file:" + expected)).isEqualTo(expected);
        assertThat(roots.file("f", "file://" + expected)).isEqualTo(expected);
    }

    @Test
    void laterRootIsReachedByItsAbsoluteName() throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("second")).resolve("a.csv"), "rows");
        assertThat(roots.file("f", "file:" + file)).isEqualTo(file);
    }

    @Test
    void linkThatStaysUnderARootIsFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("link.tsv"), root.resolve("train.tsv"));
        assertThat(roots.file("f", "file:link.tsv")).isEqualTo(root.resolve("train.tsv"));
    }

    @Test
    void rootThatIsItselfALinkWorks() throws IOException {
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), root);
        assertThat(new FileRoots(List.of(alias)).file("f", "file:train.tsv")).isEqualTo(root.resolve("train.tsv"));
    }

    @Test
    void parentStepsAreRefused() {
        assertThat(refusal("file:../secret.tsv")).contains("must not contain `..`");
        assertThat(refusal("file:sub/../train.tsv")).contains("must not contain `..`");
    }

    @Test
    void absoluteNameOutsideIsRefused() {
        assertThat(refusal("file:" + folder.resolve("secret.tsv"))).contains("outside the file roots");
    }

    @Test
    void neighbourWhoseNameStartsLikeARootIsOutside() throws IOException {
        Path neighbour = Files.createDirectories(folder.resolve("root-other"));
        Files.writeString(neighbour.resolve("a.tsv"), "rows");
        assertThat(refusal("file:" + neighbour.resolve("a.tsv"))).contains("outside the file roots");
    }

    @Test
    void linkOutsideReadsLikeAnAbsentFile() throws IOException {
        Files.createSymbolicLink(root.resolve("present.tsv"), folder.resolve("secret.tsv"));
        Files.createSymbolicLink(root.resolve("missing.tsv"), folder.resolve("nothing.tsv"));
        Files.createSymbolicLink(root.resolve("out"), folder);
        String absent = refusal("file:absent.tsv");
        assertThat(refusal("file:present.tsv")).isEqualTo(absent.replace("absent.tsv", "present.tsv"));
        assertThat(refusal("file:missing.tsv")).isEqualTo(absent.replace("absent.tsv", "missing.tsv"));
        assertThat(refusal("file:out/secret.tsv")).isEqualTo(absent.replace("absent.tsv", "out/secret.tsv"));
    }

    @Test
    void namesThatAreNoPathsAreRefused() {
        assertThat(refusal("file:a\0b")).contains("illegal character").contains("`file:a?b`");
        assertThat(refusal("file:")).contains("must name a path");
        assertThat(refusal("train.tsv")).contains("must start with `file:`");
    }

    @Test
    void fileAndFolderAreToldApart() {
        assertThat(refusal("file:.")).contains("is a folder; a file is needed");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> roots.folder("checkpoint", "file:train.tsv"))
                .withMessageContaining("is a file; a folder is needed");
    }

    private String refusal(String reference) {
        try {
            roots.file("dataset.files.train", reference);
        } catch (InvalidInputException exception) {
            assertThat(exception.violations().get(0).field()).isEqualTo("dataset.files.train");
            return exception.violations().get(0).message();
        }
        throw new AssertionError("accepted " + reference);
    }
}
