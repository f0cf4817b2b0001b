package dev.tunewright.engine.hub;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.GlueTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders that stand in for the hub's data sets: {@code <mirror>/<name>/} holds the files of the data set of that name, such as
 * {@code glue/MRPC/train.tsv}. A folder's name may differ from the data set's in case, {@code -} and {@code _}, since GLUE's own
 * folders are {@code SST-2} and {@code CoLA}.
 */
public final class DatasetMirror {

    private static final Pattern NAME = Pattern.compile("\\w[\\w.-]*(/\\w[\\w.-]*)*");

    private final List<Path> folders;

    /** @param folders the first that has a data set counts */
    public DatasetMirror(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    /** @param environment whose {@code TUNEWRIGHT_DATASETS_MIRROR} lists folders, with commas between them */
    public static DatasetMirror of(Map<String, String> environment) {
        String listed = environment.getOrDefault("TUNEWRIGHT_DATASETS_MIRROR", "");
        return new DatasetMirror(Stream.of(listed.split(","))
                .map(String::strip)
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList());
    }

    /**
     * @param name as a job has it; one with a revision is the hub's alone
     * @return empty where no folder has it
     * @throws InvalidInputException of {@code dataset.name} if its folder has no file to train on
     */
    public Optional<DatasetSpec> find(String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        return folders.stream()
                .flatMap(folder -> within(folder, name.split("/")).stream())
                .findFirst()
                .map(folder -> spec(name, folder));
    }

    private static Optional<Path> within(Path mirror, String[] names) {
        Path folder = mirror;
        for (String name : names) {
            Path exact = folder.resolve(name);
            Optional<Path> next = Files.isDirectory(exact)
                    ? Optional.of(exact)
                    : entries(folder).stream()
                            .filter(Files::isDirectory)
                            .filter(entry ->
                                    bare(String.valueOf(entry.getFileName())).equals(bare(name)))
                            .findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            folder = next.get();
        }
        return Optional.of(folder);
    }

    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
    }

    private static DatasetSpec spec(String name, Path folder) {
        List<String> files = new ArrayList<>();
        for (Path entry : Stream.concat(entries(folder).stream(), entries(folder.resolve("data")).stream())
                .filter(Files::isRegularFile)
                .toList()) {
            files.add(folder.relativize(entry).toString());
        }
        Map<String, List<String>> layout =
                DatasetLayout.of(files, DatasetCard.read("")).getOrDefault(DatasetLayout.DEFAULT, Map.of());
        Map<String, List<Path>> splits = new LinkedHashMap<>();
        layout.forEach((split, names) ->
                splits.put(split, names.stream().map(folder::resolve).toList()));
        if (!splits.containsKey("train")) {
            throw new InvalidInputException(
                    "dataset.name",
                    "`" + name + "` is in the mirror at " + folder + ", which has no file of a train split; its files: "
                            + files.stream().limit(10).toList());
        }
        return GlueTask.named(name).map(task -> task.spec(splits)).orElseGet(() -> DatasetSpec.ofFiles(splits));
    }

    /** @return sorted; none where there is no such folder */
    private static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the mirror's folder " + folder + " cannot be read", e);
        }
    }
}
