package dev.tunewright.service.dataset;

import dev.tunewright.service.web.ApiException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.util.DisconnectedClientHelper;

/** What it means to a client that its upload could not be received or stored. */
final class UploadProblem {

    private static final Logger LOG = LoggerFactory.getLogger(UploadProblem.class);

    private UploadProblem() {}

    /** @return empty for a fault of the service, or where nobody waits for the answer any more */
    static Optional<ApiException> of(Exception failure, DataSize limit) {
        if (failure instanceof MaxUploadSizeExceededException) {
            return Optional.of(new ApiException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body_too_large",
                    "Body too large",
                    "The upload is larger than " + limit.toBytes() + " bytes; send less, or raise the service's setting"
                            + " tunewright.datasets.max-upload-size."));
        }
        if (isDiskFull(failure)) {
            LOG.warn("an upload found the disk full", failure);
            return Optional.of(new ApiException(
                    HttpStatus.INSUFFICIENT_STORAGE,
                    "storage_full",
                    "Storage full",
                    "The service has no room left for the upload, and kept nothing of it; delete data sets or jobs, or"
                            + " give it a larger disk."));
        }
        if (failure instanceof MultipartException && !DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            return Optional.of(new ApiException(
                    HttpStatus.BAD_REQUEST,
                    "malformed_multipart",
                    "Malformed multipart body",
                    "The body is no complete multipart/form-data; send it as `curl -F` does."));
        }
        return Optional.empty();
    }

    private static boolean isDiskFull(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(message -> message.contains("no space left on device") || message.contains("quota exceeded"));
    }
}
