package dev.tunewright.engine.data;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.NearestName;
import dev.tunewright.engine.data.DatasetSpec.Quoting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The samples that ship inside the jar, under {@code /embedded/<name>/}: pairs of sentences with a label. */
public final class EmbeddedDatasets {

    private static final Set<String> NAMES = Set.of("paraphrase");

    private EmbeddedDatasets() {}

    /** @return what may stand after {@code embedded:} as a data set's name */
    public static Set<String> names() {
        return NAMES;
    }

    /**
     * Writes a sample's files to a folder, each in one move, unless they lie there already.
     *
     * @param name without {@code embedded:}
     * @param cacheFolder gets a folder of that name
     * @throws InvalidInputException with field {@code dataset.name} if there is no such sample
     */
    public static DatasetSpec materialise(String name, Path cacheFolder) {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "dataset.name",
                    "there is no embedded data set `" + name + "`; known are " + String.join(", ", NAMES)
                            + NearestName.question(name, NAMES));
        }
        return copy(name, cacheFolder);
    }

    static DatasetSpec copy(String name, Path cacheFolder) {
        Map<String, List<Path>> splits = new LinkedHashMap<>();
        try {
            Path folder = Files.createDirectories(cacheFolder.resolve(name));
            for (String split : new String[] {"train", "validation"}) {
                Path file = folder.resolve(split + ".tsv");
                write(resource(name, split), file);
                splits.put(split, List.of(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the embedded data set " + name + " to " + cacheFolder, e);
        }
        return new DatasetSpec(
                splits,
                "sentence1",
                "sentence2",
                "label",
                null,
                null,
                null,
                null,
                null,
                "\t",
                Quoting.NONE,
                null,
                null);
    }

    private static byte[] resource(String name, String split) throws IOException {
        String path = "/embedded/" + name + "/" + split + ".tsv";
        try (InputStream in = EmbeddedDatasets.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path + ". Indicates a bug");
            }
            return in.readAllBytes();
        }
    }

    private static void write(byte[] content, Path file) throws IOException {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Path unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".part");
        try {
            Files.write(unfinished, content);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
