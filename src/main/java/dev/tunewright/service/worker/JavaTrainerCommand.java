package dev.tunewright.service.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The same Java and the same program as this one. */
final class JavaTrainerCommand implements TrainerCommand {

    private static final int FIRST_TO_ASK_FOR_NATIVE_ACCESS = 24;

    private final TrainerProgram program;
    private final String heap;

    /** @param heap bound of the Java heap, as {@code -Xmx} takes it */
    JavaTrainerCommand(TrainerProgram program, String heap) {
        this.program = program;
        this.heap = heap;
    }

    @Override
    public List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Xmx" + heap);
        // What a step leaves on the heap dies with it: a larger nursery is memory that tensors could have.
        line.addAll(List.of("-Xms64m", "-Xmn32m"));
        // A small heap wants no threads of its own to collect it, and none to start.
        line.add("-XX:+UseSerialGC");
        // Only what runs very often is worth the time of the compiler that optimises, which it takes from the tensors:
        // the loop of the masks.
        line.addAll(List.of(
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000"));
        // The JVM, too, keeps off standard output.
        line.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
        line.add("-Djava.awt.headless=true");
        if (Runtime.version().feature() >= FIRST_TO_ASK_FOR_NATIVE_ACCESS) {
            line.add("--enable-native-access=ALL-UNNAMED");
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        line.addAll(program.line());
        line.add("train");
        return line;
    }
}
