package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code src/docs/architecture.md} names what there is. */
class ArchitectureDocumentTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/tunewright");

    /** Words of two capitals or more that are no classes. */
    private static final Set<String> OTHERS = Set.of("PyTorch");

    private static final Pattern CLASS = Pattern.compile("\\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\\b");
    private static final Pattern PACKAGE = Pattern.compile("`((?:engine|service)(?:\\.[a-z]+)+)`");

    private static final String DOCUMENT = read(Path.of("src/docs/architecture.md"));

    @Test
    void classesThatItNamesExist() throws IOException {
        Set<String> named = found(CLASS, 0);
        named.removeAll(OTHERS);
        assertThat(named).hasSizeGreaterThan(15);
        Stream<Path> sources = Stream.concat(files(SOURCES), files(Path.of("src/test/java/dev/tunewright")));
        Set<String> there = sources.map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        assertThat(there).containsAll(named);
    }

    @Test
    void everyPackageIsInItsTable() throws IOException {
        Set<String> there = files(SOURCES)
                .filter(path -> path.endsWith("package-info.java"))
                .map(path -> SOURCES.relativize(path.getParent()).toString().replace('/', '.'))
                .filter(name -> name.contains("."))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found(PACKAGE, 1)).containsExactlyElementsOf(there);
    }

    private static Set<String> found(Pattern pattern, int group) {
        return pattern.matcher(DOCUMENT)
                .results()
                .map((MatchResult result) -> result.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
