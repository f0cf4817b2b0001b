package dev.tunewright.service.job;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Turns the paths in a job that was written for a shell into absolute {@code file:} references; what is none stays. */
record ShellPaths(Path folder) {

    private static final String SCHEME = "file:";

    void makeAbsolute(JsonNode job) {
        JsonNode checkpoint = job.path("checkpoint");
        if (job instanceof ObjectNode object && checkpoint.isString() && isFolder(checkpoint.stringValue())) {
            object.put("checkpoint", absolute(checkpoint.stringValue()));
        }
        if (job.path("dataset").path("files") instanceof ObjectNode files) {
            for (String split : files.propertyNames()) {
                files.set(split, absolute(files.get(split)));
            }
        }
    }

    /** As in the original, a folder that is there goes before a name on the hub. */
    private boolean isFolder(String checkpoint) {
        if (checkpoint.startsWith(SCHEME) || checkpoint.startsWith(".") || checkpoint.startsWith("/")) {
            return true;
        }
        try {
            return Files.isDirectory(folder.resolve(checkpoint));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    private JsonNode absolute(JsonNode file) {
        if (file.isString() && !file.stringValue().isBlank()) {
            return StringNode.valueOf(absolute(file.stringValue()));
        }
        if (file instanceof ArrayNode several) {
            for (int i = 0; i < several.size(); i++) {
                several.set(i, absolute(several.get(i)));
            }
        }
        return file;
    }

    private String absolute(String reference) {
        String path = reference.startsWith(SCHEME) ? reference.substring(SCHEME.length()) : reference;
        try {
            return SCHEME + folder.resolve(path).normalize();
        } catch (InvalidPathException noPath) {
            return SCHEME + path;
        }
    }
}
