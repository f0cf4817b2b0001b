package dev.tunewright.engine.hub;

import dev.tunewright.engine.InvalidInputException;
import java.util.regex.Pattern;

/** Names one repository of the hub, as it was asked for: the old name of a renamed one stays as it is. */
public record HubName(Kind kind, String name) {

    /** What a repository holds. */
    public enum Kind {
        /** Checkpoints. */
        MODEL("checkpoint", "models", ""),
        /** Rows. */
        DATASET("dataset.name", "datasets", "datasets/");

        private final String field;
        private final String plural;
        private final String prefix;

        Kind(String field, String plural, String prefix) {
            this.field = field;
            this.plural = plural;
            this.prefix = prefix;
        }

        /** @return the HTTP contract's field that names it */
        public String field() {
            return field;
        }
    }

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?");
    private static final int MAX_REVISION = 200;

    /** @throws InvalidInputException of the kind's field if the name cannot be the hub's */
    public HubName {
        if (!isName(name)) {
            throw new InvalidInputException(
                    kind.field,
                    "\"" + abridged(name)
                            + "\" is not a name of the hub; write name or org/name, each of at most 96 letters,"
                            + " digits, -, _ and ., without -- or .. and beginning and ending with a letter or digit");
        }
    }

    public static HubName model(String name) {
        return new HubName(Kind.MODEL, name);
    }

    public static HubName dataset(String name) {
        return new HubName(Kind.DATASET, name);
    }

    /** @return its folder in the cache, such as {@code models--org--name} */
    String folderName() {
        return kind.plural + "--" + name.replace("/", "--");
    }

    /** @return path of the repository's information at a revision, below the endpoint */
    String apiPath(String revision) {
        return "api/" + kind.plural + "/" + name + "/revision/" + Encoding.segment(revision);
    }

    /** @return path of a file's content, below the endpoint */
    String filePath(String commit, String file) {
        return kind.prefix + name + "/resolve/" + Encoding.segment(commit) + "/" + Encoding.path(file);
    }

    /** @return path of the page that people read, below the endpoint */
    String pagePath() {
        return kind.prefix + name;
    }

    /** @throws InvalidInputException of the kind's field if it is no branch, tag or commit */
    void checkRevision(String revision) {
        boolean valid = revision.length() <= MAX_REVISION && !revision.contains("..");
        for (String part : revision.split("/", -1)) {
            valid &= PART.matcher(part).matches();
        }
        if (!valid) {
            throw new InvalidInputException(
                    kind.field,
                    "\"" + abridged(revision)
                            + "\" is not a revision; write a branch, a tag or a full commit of at most " + MAX_REVISION
                            + " characters");
        }
    }

    private static boolean isName(String name) {
        String[] parts = name.split("/", -1);
        boolean valid = parts.length <= 2 && !name.contains("--") && !name.contains("..") && !name.endsWith(".git");
        for (String part : parts) {
            valid &= PART.matcher(part).matches();
        }
        return valid;
    }

    private static String abridged(String text) {
        return text.length() <= MAX_REVISION ? text : text.substring(0, MAX_REVISION) + "…";
    }

    @Override
    public String toString() {
        return "`" + name + "`";
    }
}
