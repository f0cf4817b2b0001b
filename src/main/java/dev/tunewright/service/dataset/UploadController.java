package dev.tunewright.service.dataset;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.storage.Staging;
import dev.tunewright.service.web.ApiException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartHttpServletRequest;

@RestController
@ConditionalOnRole(Role.API)
class UploadController {

    private static final int LONGEST_KEY = 255;

    private final DatasetStore store;
    private final Staging staging;
    private final DataSize limit;

    UploadController(DatasetStore store, Staging staging, DatasetSettings settings) {
        this.store = store;
        this.staging = staging;
        this.limit = settings.maxUploadSize();
    }

    @PostMapping(path = "/datasets", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            summary = "Uploads a data set",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = UploadParts.class))))
    @ApiResponse(responseCode = "201", description = "Stored; Location names it")
    @ApiResponse(responseCode = "200", description = "Stored by an earlier upload with the same key")
    ResponseEntity<DatasetView> upload(
            @Parameter(hidden = true) MultipartHttpServletRequest request,
            @RequestHeader(name = "Idempotency-Key") @Nullable String key)
            throws IOException {
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new InvalidInputException("Idempotency-Key", "must have 1 to " + LONGEST_KEY + " characters");
        }
        Path folder = Files.createTempDirectory(staging.folder(), "upload");
        try {
            DatasetStore.Taken taken = store.take(UploadForm.read(request, folder), folder, key);
            DatasetView view = DatasetView.of(taken.dataset());
            return taken.created()
                    ? ResponseEntity.created(URI.create(view.links().self())).body(view)
                    : ResponseEntity.ok(view);
        } catch (InvalidInputException invalid) {
            throw inThisForm(invalid);
        } catch (MultipartException | IOException failure) {
            Optional<ApiException> problem = UploadProblem.of(failure, limit);
            if (problem.isPresent()) {
                throw problem.get();
            }
            throw failure;
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    /** The engine names fields as a job does; here they are parts of the form. */
    private static InvalidInputException inThisForm(InvalidInputException invalid) {
        return new InvalidInputException(invalid.violations().stream()
                .map(violation -> new Violation(
                        violation.field().replaceFirst("^dataset\\.(files\\.)?", ""),
                        violation.message().replaceAll("`dataset\\.(files\\.)?", "`")))
                .toList());
    }
}
