package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.services.s3.S3Client;

/** What a bucket does beside what every store does, on any server. */
abstract class BucketContract extends ArtifactStoreContract {

    private static final int PART = 5 << 20;

    private final List<S3ArtifactStore> nodes = new ArrayList<>();
    private final String prefix = UUID.randomUUID().toString();
    private Bucket bucket;

    abstract URI endpoint();

    @BeforeEach
    void open() throws IOException {
        bucket = new Bucket(client(settings(endpoint())), S3Server.BUCKET, prefix, PART);
        otherNode();
    }

    @AfterEach
    void close() throws IOException {
        for (S3ArtifactStore node : nodes) {
            node.close();
        }
        bucket.close();
    }

    @Override
    ArtifactStore store() {
        return nodes.get(0);
    }

    @Override
    ArtifactStore otherNode() throws IOException {
        nodes.add(node(settings(endpoint())));
        return nodes.get(nodes.size() - 1);
    }

    /** Files that no entry names. */
    @Override
    List<String> leftovers() throws IOException {
        List<String> unnamed = new ArrayList<>();
        for (Bucket.Listed object : bucket.all(S3Layout.DATA)) {
            S3Layout.Generation generation = S3Layout.generation(object.key()).orElseThrow();
            var entry = bucket.read(S3Layout.ENTRIES + generation.key());
            if (entry.isEmpty() || !new String(entry.get().bytes()).contains(generation.id())) {
                unnamed.add(object.key());
            }
        }
        return unnamed;
    }

    @Test
    void largeFileGoesInPartsAndComesBackWhole() throws IOException {
        byte[] weights = new byte[2 * PART + 12_345];
        new Random(1).nextBytes(weights);
        Path model = model("one");
        Files.write(model.resolve("model.safetensors"), weights);
        store().put("jobs/a/1/model", model);
        assertThat(otherNode().find("jobs/a/1/model").orElseThrow().resolve("model.safetensors"))
                .hasBinaryContent(weights);
        assertThat(bucket.abortUploads("", Instant.now().plusSeconds(60))).isZero();
    }

    @Test
    void contentIsReadFromAnyByteOn() throws IOException {
        bucket.write("data/x", "0123456789".getBytes());
        try (InputStream rest = bucket.open("data/x", 7)) {
            assertThat(rest).hasContent("789");
        }
    }

    @Test
    void whatAKilledPutLeftIsSweptOnceItIsOld() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        bucket.write("data/jobs/a/1/model/." + UUID.randomUUID() + "/config.json", new byte[3]);
        bucket.write("data/jobs/b/1/model/." + UUID.randomUUID() + "/config.json", new byte[3]);
        assertThat(leftovers()).hasSize(2);
        assertThat(store().sweep(Instant.now().minus(Duration.ofHours(1)))).isZero();
        assertThat(leftovers()).hasSize(2);
        assertThat(store().sweep(Instant.now().plusSeconds(60))).isEqualTo(2);
        assertThat(leftovers()).isEmpty();
        assertThat(otherNode().find("jobs/a/1/model")).isPresent();
    }

    @Test
    void entryIsFetchedOnce() throws IOException {
        store().put("jobs/a/1/model", model("one"));
        Path first = store().find("jobs/a/1/model").orElseThrow();
        bucket.all(S3Layout.DATA).forEach(object -> delete(object.key()));
        assertThat(store().find("jobs/a/1/model")).contains(first);
    }

    @Test
    void storeThatIsAwayIsToldFromOneThatRefuses() throws IOException {
        S3ArtifactStore away = node(settings(URI.create("http://127.0.0.1:1")));
        Path model = model("one");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> away.put("jobs/a/1/model", model))
                .withMessageContaining("bucket artifacts");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> away.find("jobs/a/1/model"));
        away.close();
        Bucket missing = new Bucket(client(settings(endpoint())), "no-such-bucket", "", PART);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> missing.write("x", new byte[1]))
                .isNotInstanceOf(StoreUnavailableException.class)
                .withMessageContaining("tunewright.storage.bucket");
        missing.close();
    }

    private S3ArtifactStore node(StorageSettings settings) throws IOException {
        Staging staging = Staging.open(Files.createDirectories(folder.resolve("node" + nodes.size())));
        return new S3ArtifactStore(
                new Bucket(client(settings), S3Server.BUCKET, prefix, PART),
                staging,
                new LocalCopies(staging.folder().resolve("copies"), 1 << 30, Clock.systemUTC()));
    }

    static S3Client client(StorageSettings settings) {
        return S3Configuration.client(settings, new DefaultSslBundleRegistry());
    }

    static StorageSettings settings(URI endpoint) {
        return new StorageSettings(
                S3Server.BUCKET,
                "",
                endpoint,
                null,
                null,
                null,
                DataSize.ofBytes(PART),
                2,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                DataSize.ofGigabytes(1));
    }

    private void delete(String key) {
        try {
            bucket.delete(key);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
