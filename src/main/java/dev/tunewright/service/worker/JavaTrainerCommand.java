package dev.tunewright.service.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same Java and the same program as this one: from the jar it was started from, or from the same class path. */
final class JavaTrainerCommand implements TrainerCommand {

    private static final String MAIN_CLASS = "dev.tunewright.Tunewright";
    private static final int FIRST_TO_ASK_FOR_NATIVE_ACCESS = 24;

    private final String classPath;
    private final String heap;

    /**
     * @param classPath of this process; a single jar where it was started with {@code -jar}
     * @param heap bound of the Java heap, as {@code -Xmx} takes it
     */
    JavaTrainerCommand(String classPath, String heap) {
        this.classPath = classPath;
        this.heap = heap;
    }

    @Override
    public List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        line.add("-Djava.awt.headless=true");
        if (Runtime.version().feature() >= FIRST_TO_ASK_FOR_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED");
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            line.addAll(List.of("-jar", Path.of(classPath).toAbsolutePath().toString()));
        } else {
            line.addAll(List.of("-cp", absolute(classPath), MAIN_CLASS));
        }
        line.add("train");
        return line;
    }

    /** The trainer runs in a folder of its own. */
    private static String absolute(String classPath) {
        List<String> entries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
