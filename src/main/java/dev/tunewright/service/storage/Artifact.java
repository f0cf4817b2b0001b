package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** An entry of the store: its files can be streamed without bringing all of it onto this node. */
public interface Artifact {

    /** A file of it. @param name relative to the entry with slashes; empty where the entry is itself a file */
    record Part(String name, long size) {}

    /** @return when it was put into the store */
    Instant time();

    /** @return its files, sorted by name */
    List<Part> parts();

    /** @return the content of a part; what breaks on the way is picked up where it broke, or thrown */
    InputStream open(Part part) throws IOException;

    /** @return bytes of all files */
    default long size() {
        return parts().stream().mapToLong(Part::size).sum();
    }
}
