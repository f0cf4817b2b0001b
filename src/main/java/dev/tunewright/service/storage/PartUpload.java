package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Sends a large file in parts, each tried again by itself. The object is there once all parts are. */
final class PartUpload {

    /** More parts than S3 takes of one object. */
    private static final int MAX_PARTS = 10_000;

    private static final String APPLICATION = "application/octet-stream";

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Path file;
    private final long size;
    private final long partSize;
    private final Function<SdkException, IOException> failure;

    PartUpload(
            S3Client client,
            String bucket,
            String key,
            Path file,
            long partSize,
            Function<SdkException, IOException> failure)
            throws IOException {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.file = file;
        this.size = Files.size(file);
        this.partSize = Math.max(partSize, (size + MAX_PARTS - 1) / MAX_PARTS);
        this.failure = failure;
    }

    void run() throws IOException {
        try {
            String id = client.createMultipartUpload(
                            request -> request.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32))
                    .uploadId();
            try {
                List<CompletedPart> parts = send(id);
                client.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(parts)));
            } catch (SdkException | UncheckedIOException broken) {
                abort(id, broken);
                throw broken;
            }
        } catch (SdkException broken) {
            throw failure.apply(broken);
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private List<CompletedPart> send(String id) {
        List<CompletedPart> parts = new ArrayList<>();
        for (long start = 0; start < size; start += partSize) {
            int number = parts.size() + 1;
            long from = start;
            long length = Math.min(partSize, size - start);
            var sent = client.uploadPart(
                    request -> request.bucket(bucket)
                            .key(key)
                            .uploadId(id)
                            .partNumber(number)
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                    RequestBody.fromContentProvider(part(from), length, APPLICATION));
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(sent.eTag())
                    .checksumCRC32(sent.checksumCRC32())
                    .build());
        }
        return parts;
    }

    /** Opened anew for each try; the request's length says where it ends. */
    private ContentStreamProvider part(long from) {
        return ContentStreamProvider.fromInputStreamSupplier(() -> {
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                InputStream stream = Channels.newInputStream(channel.position(from));
                return stream;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Best effort: what stays is swept later. */
    private void abort(String id, Exception broken) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException alsoBroken) {
            broken.addSuppressed(alsoBroken);
        }
    }
}
