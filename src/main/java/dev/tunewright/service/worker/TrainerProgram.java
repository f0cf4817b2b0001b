package dev.tunewright.service.worker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarFile;

/**
 * What trainers run: the program that this process was started from. Where that is one jar with its libraries inside it, classes
 * come out of it slowly and the JVM shares none of them, so {@link ProgramPreparation} unpacks it and archives its classes;
 * until then, and wherever that fails, the jar itself is run.
 */
final class TrainerProgram {

    private static final String MAIN_CLASS = "dev.tunewright.Tunewright";

    private final String classPath;
    private final Path folder;

    /**
     * @param classPath of this process; a single jar where it was started with {@code -jar}
     * @param programs gets a folder for each version of the program
     */
    TrainerProgram(String classPath, Path programs) {
        this.classPath = classPath;
        this.folder = programs.resolve(isJar() ? version() : "classes");
    }

    /** @return what follows Java's own options */
    List<String> line() {
        if (!isJar()) {
            return List.of("-cp", absoluteClassPath(), MAIN_CLASS);
        }
        Path jar = Files.exists(unpacked()) ? unpacked() : source();
        return Files.exists(archive())
                ? List.of("-XX:SharedArchiveFile=" + archive(), "-jar", jar.toString())
                : List.of("-jar", jar.toString());
    }

    boolean isJar() {
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator);
    }

    /** @return whether the libraries lie inside the jar, so that it is to be unpacked */
    boolean isNested() throws IOException {
        try (JarFile jar = new JarFile(source().toFile())) {
            return jar.getEntry("BOOT-INF/") != null;
        }
    }

    Path source() {
        return Path.of(classPath).toAbsolutePath();
    }

    /** @return of this version of the program alone */
    Path folder() {
        return folder;
    }

    Path unpacked() {
        return folder.resolve(source().getFileName());
    }

    /** @return classes as the JVM has them in memory; not in the same folder, since it names the unpacked jar's place */
    Path archive() {
        return folder.resolveSibling(folder.getFileName() + "-classes").resolve("classes.jsa");
    }

    /** Another jar, another build of it or another Java is another version. */
    private String version() {
        try {
            Path jar = source();
            String all = String.join(
                    "\n",
                    jar.toString(),
                    String.valueOf(Files.size(jar)),
                    Files.getLastModifiedTime(jar).toString(),
                    System.getProperty("java.home"),
                    Runtime.version().toString());
            return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the jar that this process was started from cannot be read: " + classPath, e);
        }
    }

    /** The trainer runs in a folder of its own. */
    private String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
