package dev.tunewright.service.worker;

import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.checkpoint.EmbeddedCheckpoints;
import dev.tunewright.engine.data.EmbeddedDatasets;
import dev.tunewright.engine.runner.TrainEvents;
import dev.tunewright.engine.runner.TrainSpec;
import dev.tunewright.engine.runner.TrainTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.util.FileSystemUtils;

/**
 * Once for each version of the program, beside the service: unpacks the jar and lets a short training leave an archive of its
 * classes, which also unpacks PyTorch. Both come to their places whole or not at all, and trainers do without either.
 */
final class ProgramPreparation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgramPreparation.class);
    private static final int LIMIT_MINUTES = 5;

    private final TrainerProgram program;
    private final TrainerCommand command;
    private final Path cache;
    private final Path programs;
    private volatile @Nullable Process child;
    private volatile @Nullable FileChannel inUse;
    private volatile boolean closed;

    /** @param cache of embedded checkpoints and data sets */
    ProgramPreparation(TrainerProgram program, TrainerCommand command, Path cache) {
        this.program = program;
        this.command = command;
        this.cache = cache;
        this.programs = Objects.requireNonNull(program.folder().getParent());
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (program.isJar()) {
            Thread thread = new Thread(this::prepareOrTell, "trainer-program");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void prepareOrTell() {
        try {
            prepare();
        } catch (IOException | UncheckedIOException e) {
            if (!closed) {
                LOG.warn("trainers will start more slowly than they could: {}", e.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Processes that share the folder take turns. */
    void prepare() throws IOException, InterruptedException {
        Files.createDirectories(programs);
        try (FileChannel turn = open(programs.resolve("turn.lock"));
                FileLock held = turn.lock()) {
            FileChannel use = open(lock(program.folder().getFileName().toString()));
            inUse = use;
            use.lock(0, Long.MAX_VALUE, true);
            sweep();
            if (program.isNested() && !Files.exists(program.unpacked())) {
                AtomicFolder.write(program.folder(), this::unpack);
            }
            if (held.isValid() && !Files.exists(program.archive())) {
                AtomicFolder.write(Objects.requireNonNull(program.archive().getParent()), this::archive);
                LOG.info("trainers start with the classes in {}", program.archive());
            }
        }
    }

    /** Removes versions that no process uses. */
    private void sweep() throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(programs, "*-*.lock")) {
            for (Path lock : locks) {
                String version = lock.getFileName().toString().replace(".lock", "");
                if (!version.equals(program.folder().getFileName().toString())) {
                    removeUnused(version);
                }
            }
        }
    }

    private void removeUnused(String version) throws IOException {
        try (FileChannel channel = open(lock(version));
                FileLock unused = channel.tryLock()) {
            if (unused != null) {
                AtomicFolder.delete(programs.resolve(version));
                AtomicFolder.delete(programs.resolve(version + "-classes"));
                Files.deleteIfExists(lock(version));
            }
        }
    }

    private Path lock(String version) {
        return programs.resolve(version + ".lock");
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void unpack(Path folder) throws IOException {
        String jar = program.source().toString();
        List<String> tool = List.of("-Djarmode=tools", "-jar", jar, "extract", "--force", "--destination");
        List<String> line = new ArrayList<>(List.of(command.line().get(0)));
        line.addAll(tool);
        line.add(folder.toString());
        run(new ProcessBuilder(line), "");
    }

    /** Synced before it gets its name: a JVM that finds half an archive does not survive it. */
    private void archive(Path folder) throws IOException {
        Path output = Files.createDirectory(folder.resolve("output"));
        List<String> line = new ArrayList<>(command.line());
        line.add(
                1,
                "-XX:ArchiveClassesAtExit=" + folder.resolve(program.archive().getFileName()));
        ProcessBuilder trainer = new ProcessBuilder(line).directory(output.toFile());
        trainer.environment().clear();
        trainer.environment().putAll(TrainerEnvironment.of(System.getenv(), Device.CPU));
        run(trainer, TrainEvents.writeSpec(shortTraining(output)) + "\n");
        FileSystemUtils.deleteRecursively(output);
    }

    private TrainSpec shortTraining(Path output) {
        Map<String, Object> arguments = Map.of("max_steps", 2, "eval_strategy", "steps", "save_strategy", "no");
        TrainTask task = new TrainTask(
                EmbeddedCheckpoints.materialise("minilm", cache),
                EmbeddedDatasets.materialise("paraphrase", cache),
                arguments,
                Map.of(),
                null,
                List.of("accuracy", "f1"));
        return new TrainSpec(task, output, Device.CPU.engineName(), null);
    }

    /** @throws IOException if it does not end well */
    private void run(ProcessBuilder builder, String input) throws IOException {
        Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        child = process;
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            if (closed || !process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", builder.command()) + " did not end well");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Leaves unfinished what is unfinished. */
    @Override
    public void close() throws IOException {
        closed = true;
        Process running = child;
        if (running != null) {
            running.destroyForcibly();
        }
        FileChannel use = inUse;
        if (use != null) {
            use.close();
        }
    }
}
