package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A file or folder of this machine as an artifact. */
record LocalArtifact(Path path, Instant time, List<Part> parts) implements Artifact {

    static LocalArtifact of(Path path) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                parts.add(new Part(name(path, file), Files.size(file)));
            }
        }
        parts.sort(Comparator.comparing(Part::name));
        return new LocalArtifact(path, Files.getLastModifiedTime(path).toInstant(), List.copyOf(parts));
    }

    @Override
    public InputStream open(Part part) throws IOException {
        return Files.newInputStream(file(part));
    }

    Path file(Part part) {
        return part.name().isEmpty() ? path : path.resolve(part.name());
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
