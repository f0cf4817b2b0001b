package dev.tunewright;

import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.trainer.Trainer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The output folder of one training in a shell. Only one process at a time may have it; what a killed one left in it is
 * gone on from. In the end the model's files are moved to its top, as the original lays them, the manifest last: where that
 * is, the training is finished.
 */
final class TrainFolder implements AutoCloseable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(?<step>\\d{1,9})");
    private static final String LOCK = ".lock";
    private static final String JOB = "job.json";
    private static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final FileChannel lock;

    /** The folder is another's; the message says what to do instead. */
    static final class RefusedException extends RuntimeException {
        RefusedException(String message) {
            super(message);
        }
    }

    private TrainFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws RefusedException if another process trains in it, or it holds files that are none of a training's */
    static TrainFolder open(Path output) throws IOException {
        Path folder = Files.createDirectories(output).toRealPath();
        FileChannel channel =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock();
        if (held == null) {
            channel.close();
            throw new RefusedException(folder + " is in use: another process trains in it");
        }
        TrainFolder opened = new TrainFolder(folder, channel);
        if (!opened.isBegun() && opened.names().anyMatch(name -> !name.equals(LOCK))) {
            channel.close();
            throw new RefusedException(folder + " holds files of something else; give an empty folder or a new one");
        }
        AtomicFolder.sweep(folder);
        return opened;
    }

    Path path() {
        return folder;
    }

    boolean isBegun() {
        return Files.exists(folder.resolve(JOB));
    }

    boolean isFinished() {
        return Files.exists(folder.resolve(MANIFEST));
    }

    /** @return whether all that is left to do is {@link #finish} */
    boolean isTrained() {
        return Files.exists(model().resolve(MANIFEST));
    }

    byte[] job() throws IOException {
        if (!isBegun()) {
            throw new RefusedException(folder + " holds no training to go on with; give --spec");
        }
        return Files.readAllBytes(folder.resolve(JOB));
    }

    /** @throws RefusedException if it was begun with another job */
    void begin(Map<String, Object> job) throws IOException {
        JsonNode given = JSON.valueToTree(job);
        if (!isBegun()) {
            write(JOB, given);
        } else if (!JSON.readTree(job()).equals(given)) {
            throw new RefusedException(folder + " was begun with another job, which is in its " + JOB
                    + "; leave --spec out to go on with that one, or give another folder");
        }
    }

    /** @return the furthest checkpoint that can be resumed from */
    Optional<Path> lastCheckpoint() throws IOException {
        return names().map(CHECKPOINT::matcher)
                .filter(Matcher::matches)
                .sorted(Comparator.comparing((Matcher name) -> -Integer.parseInt(name.group("step"))))
                .map(name -> folder.resolve(name.group()))
                .filter(Trainer::canResume)
                .findFirst();
    }

    /** Can be done again where it was cut off. */
    void finish() throws IOException {
        write("all_results.json", results(JSON.readTree(model().resolve(MANIFEST))));
        try (Stream<Path> files = Files.list(model())) {
            for (Path file : files.filter(file -> !file.endsWith(MANIFEST)).toList()) {
                Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(model().resolve(MANIFEST), folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(model());
    }

    /** @return the scores of training and of every split under one roof, named as the original's examples name them */
    private static Map<String, JsonNode> results(JsonNode manifest) {
        Map<String, JsonNode> results = new LinkedHashMap<>();
        manifest.path("train").properties().forEach(entry -> results.put(entry.getKey(), entry.getValue()));
        manifest.path("predictions").properties().forEach(split -> {
            String prefix = split.getKey().replaceFirst("^validation", "eval");
            split.getValue()
                    .properties()
                    .forEach(score -> results.put(score.getKey().replaceFirst("^test", prefix), score.getValue()));
        });
        return results;
    }

    private void write(String name, Object json) throws IOException {
        Path unfinished = folder.resolve("." + name);
        Files.write(unfinished, JSON.writeValueAsBytes(json));
        Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path model() {
        return folder.resolve("model");
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
