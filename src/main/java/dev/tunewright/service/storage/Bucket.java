package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket under one prefix, with the store's failures told apart. Keys are relative to the prefix. */
final class Bucket implements AutoCloseable {

    /** A small object's content, and when it was written. */
    record Content(byte[] bytes, Instant time) {}

    private final S3Client client;
    private final String name;
    private final String prefix;
    private final long partSize;

    /** @param prefix of every key; empty: the bucket's own top */
    Bucket(S3Client client, String name, String prefix, long partSize) {
        this.client = client;
        this.name = name;
        this.prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        this.partSize = partSize;
    }

    /** Seen when it is complete. */
    void upload(String key, Path file) throws IOException {
        if (Files.size(file) > partSize) {
            new PartUpload(client, name, prefix + key, file, partSize, this::failure).run();
        } else {
            call(() -> client.putObject(request -> request.bucket(name).key(prefix + key), RequestBody.fromFile(file)));
        }
    }

    void write(String key, byte[] content) throws IOException {
        call(() -> client.putObject(request -> request.bucket(name).key(prefix + key), RequestBody.fromBytes(content)));
    }

    /** @return a small object, whole */
    Optional<Content> read(String key) throws IOException {
        try {
            var bytes = call(() ->
                    client.getObjectAsBytes(request -> request.bucket(name).key(prefix + key)));
            return Optional.of(new Content(bytes.asByteArray(), bytes.response().lastModified()));
        } catch (MissingObjectException absent) {
            return Optional.empty();
        }
    }

    /** @throws MissingObjectException if there is no such object */
    InputStream open(String key, long from) throws IOException {
        String range = "bytes=" + from + "-";
        return call(() -> client.getObject(request -> {
            request.bucket(name).key(prefix + key);
            if (from > 0) {
                request.range(range);
            }
        }));
    }

    void delete(String key) throws IOException {
        call(() -> client.deleteObject(request -> request.bucket(name).key(prefix + key)));
    }

    /** @return what stands directly under a folder: names of objects, and of folders */
    List<String> children(String folder) throws IOException {
        String start = prefix + folder;
        return call(() -> pages(start, "/")
                .flatMap(page -> Stream.concat(
                        page.contents().stream().map(S3Object::key),
                        page.commonPrefixes().stream().map(CommonPrefix::prefix)))
                .map(key -> key.substring(start.length()))
                .map(key -> key.endsWith("/") ? key.substring(0, key.length() - 1) : key)
                .distinct()
                .sorted()
                .toList());
    }

    /** An object of a listing. */
    record Listed(String key, Instant time) {}

    /** What is done with each object of a listing, a page at a time: a bucket may hold millions. */
    interface Visitor {
        void visit(Listed object) throws IOException;
    }

    /** Visits every object under a folder, in the order of their keys. */
    void each(String folder, Visitor visitor) throws IOException {
        Iterator<ListObjectsV2Response> pages = pages(prefix + folder, null).iterator();
        while (call(pages::hasNext)) {
            for (S3Object object : call(pages::next).contents()) {
                visitor.visit(new Listed(object.key().substring(prefix.length()), object.lastModified()));
            }
        }
    }

    /** @return every object under a folder, by key */
    List<Listed> all(String folder) throws IOException {
        List<Listed> objects = new ArrayList<>();
        each(folder, objects::add);
        return objects;
    }

    /** Gives up uploads in parts that were begun before a time and never completed. */
    int abortUploads(String folder, Instant before) throws IOException {
        return call(() -> {
            var begun =
                    client
                            .listMultipartUploads(
                                    request -> request.bucket(name).prefix(prefix + folder))
                            .uploads()
                            .stream()
                            .filter(upload -> upload.initiated().isBefore(before))
                            .toList();
            begun.forEach(upload -> client.abortMultipartUpload(
                    request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId())));
            return begun.size();
        });
    }

    @Override
    public void close() {
        client.close();
    }

    private Stream<ListObjectsV2Response> pages(String start, @Nullable String delimiter) {
        return client
                .listObjectsV2Paginator(
                        request -> request.bucket(name).prefix(start).delimiter(delimiter))
                .stream();
    }

    private <T> T call(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException failure) {
            throw failure(failure);
        }
    }

    IOException failure(SdkException failure) {
        if (failure instanceof NoSuchKeyException missing) {
            return new MissingObjectException(missing);
        }
        if (failure instanceof S3Exception refused && !isPassing(refused.statusCode())) {
            return new IOException(
                    "the artifact store refused a request for bucket " + name + ": " + refused.getMessage()
                            + "; see whether the bucket is there (tunewright.storage.bucket) and the node's credentials"
                            + " may read, write, list and delete in it",
                    failure);
        }
        String reason = failure instanceof SdkClientException ? "cannot be reached" : "does not serve now";
        return new StoreUnavailableException(
                "the artifact store (bucket " + name + ") " + reason + ": " + failure.getMessage(), failure);
    }

    private static boolean isPassing(int status) {
        return status >= 500 || status == 429 || status == 408;
    }
}
