package dev.tunewright.service.storage;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The only folders of this machine that a request may name. What a reference leads to is decided after symbolic links are
 * resolved, and a refusal never tells whether something exists outside the roots.
 */
public final class FileRoots {

    private static final String SCHEME = "file:";

    private final List<Path> roots;
    private final long maxFileBytes;

    /** @param roots at least one; a relative reference starts at the first */
    public FileRoots(List<Path> roots) {
        this(roots, Long.MAX_VALUE);
    }

    /** @param maxFileBytes size of the largest file; what lies in a folder that is asked for may be larger */
    FileRoots(List<Path> roots, long maxFileBytes) {
        if (roots.isEmpty()) {
            throw new IllegalArgumentException("no file root");
        }
        this.roots =
                roots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
        this.maxFileBytes = maxFileBytes;
    }

    public static boolean isFileReference(String reference) {
        return reference.startsWith(SCHEME);
    }

    /**
     * @param field the request's field that holds the reference
     * @param reference {@code file:<path>}, absolute or relative to the first root
     * @return the real path of a file under a root
     * @throws InvalidInputException if it is none
     */
    public Path file(String field, String reference) {
        Path path = resolve(field, reference);
        if (!Files.isRegularFile(path)) {
            throw new InvalidInputException(field, shown(reference) + " is a folder; a file is needed");
        }
        requireNotTooLarge(field, reference, path);
        return path;
    }

    /**
     * @return the real path of a folder under a root
     * @throws InvalidInputException if it is none
     */
    public Path folder(String field, String reference) {
        Path path = resolve(field, reference);
        if (!Files.isDirectory(path)) {
            throw new InvalidInputException(field, shown(reference) + " is a file; a folder is needed");
        }
        requireNoLinkOut(field, reference, path);
        return path;
    }

    private void requireNotTooLarge(String field, String reference, Path path) {
        try {
            long bytes = Files.size(path);
            if (bytes > maxFileBytes) {
                throw new InvalidInputException(
                        field,
                        shown(reference) + " has " + bytes + " bytes, the most is " + maxFileBytes
                                + "; split it, or raise the service's setting tunewright.max-file-size");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(shown(reference) + " cannot be looked at", e);
        }
    }

    /** The folder's files are read by name later, so none of them may lead elsewhere. */
    private void requireNoLinkOut(String field, String reference, Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isSymbolicLink).toList()) {
                Path real = realPath(file);
                if (real == null || !isUnderARoot(real)) {
                    throw new InvalidInputException(
                            field,
                            shown(reference) + " holds the link "
                                    + shown(file.getFileName().toString())
                                    + ", which leads nowhere or outside the file roots; put the file itself there");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new InvalidInputException(field, shown(reference) + " has files that cannot be listed");
        }
    }

    private Path resolve(String field, String reference) {
        Path path = roots.get(0).resolve(parse(field, reference));
        Path root = roots.stream().filter(path::startsWith).findFirst().orElse(null);
        if (root == null) {
            throw new InvalidInputException(
                    field, shown(reference) + " is outside the file roots; put it under " + shownRoots());
        }
        Path real = realPath(path);
        if (real == null || !isUnderARoot(real) || !Files.isReadable(real)) {
            throw new InvalidInputException(
                    field,
                    shown(reference) + " is not there to read; a link that leads outside the file roots counts as"
                            + " absent; put it under " + shownRoots());
        }
        return real;
    }

    private static Path parse(String field, String reference) {
        if (!isFileReference(reference)) {
            throw new InvalidInputException(field, "must start with `file:`, was " + shown(reference));
        }
        String text = reference.substring(SCHEME.length());
        if (text.startsWith("///")) {
            text = text.substring(2);
        }
        if (text.isBlank()) {
            throw new InvalidInputException(field, "must name a path after `file:`");
        }
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException exception) {
            throw new InvalidInputException(field, shown(reference) + " is no path: it holds an illegal character");
        }
        for (Path part : path) {
            if (part.toString().equals("..")) {
                throw new InvalidInputException(field, "must not contain `..`, was " + shown(reference));
            }
        }
        return path.normalize();
    }

    private boolean isUnderARoot(Path real) {
        return roots.stream().map(FileRoots::realPath).anyMatch(root -> root != null && real.startsWith(root));
    }

    private static @Nullable Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException exception) {
            return null;
        }
    }

    private String shownRoots() {
        return roots.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    /** Control characters must not reach a log or a terminal. */
    private static String shown(String reference) {
        String text = reference.replaceAll("\\p{Cntrl}", "?");
        return "`" + (text.length() <= 200 ? text : text.substring(0, 197) + "...") + "`";
    }
}
