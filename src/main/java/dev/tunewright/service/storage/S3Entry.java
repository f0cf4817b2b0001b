package dev.tunewright.service.storage;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What makes an entry of a bucket: one small object that names its files. It is written last and deleted first, so that an
 * entry is seen whole or not at all.
 *
 * @param generation tells this put from others under the same key
 * @param files names and sizes; of an entry that is itself a file, one with the empty name
 */
record S3Entry(String generation, List<Artifact.Part> files) {

    private static final JsonMapper MAPPER = new JsonMapper();

    static S3Entry of(LocalArtifact source) {
        return new S3Entry(UUID.randomUUID().toString(), source.parts());
    }

    static S3Entry parse(byte[] json) throws IOException {
        try {
            return MAPPER.readValue(json, S3Entry.class);
        } catch (JacksonException e) {
            throw new IOException("an entry of the artifact store is no description of one", e);
        }
    }

    byte[] json() {
        return MAPPER.writeValueAsBytes(this);
    }

    boolean isFile() {
        return files.size() == 1 && files.get(0).name().isEmpty();
    }
}
