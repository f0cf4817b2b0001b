package dev.tunewright.service.dataset;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.PageLimit;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/datasets")
@ConditionalOnRole(Role.API)
class DatasetController {

    private final DatasetRepository datasets;
    private final DatasetStore store;
    private final StoredUploads uploads;

    DatasetController(DatasetRepository datasets, DatasetStore store, StoredUploads uploads) {
        this.datasets = datasets;
        this.store = store;
        this.uploads = uploads;
    }

    @GetMapping
    Page<DatasetView> list(
            @RequestParam @Nullable String name,
            @RequestParam @Nullable String after,
            @RequestParam(defaultValue = "100") int limit) {
        List<StoredDataset> found =
                datasets.list(name, after == null ? null : Cursor.parse(after), PageLimit.check(limit) + 1);
        boolean more = found.size() > limit;
        List<StoredDataset> page = more ? found.subList(0, limit) : found;
        StoredDataset last = more ? page.get(limit - 1) : null;
        return new Page<>(
                page.stream().map(DatasetView::of).toList(),
                more,
                last == null ? null : new Cursor(last.createdAt(), last.id()).text());
    }

    @GetMapping("/{id}")
    DatasetView get(@PathVariable String id) {
        return DatasetView.of(find(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id) {
        store.delete(uuid(id));
    }

    /** Written row by row: a page of long texts need not fit into memory. */
    @GetMapping("/{id}/rows")
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = RowPage.Described.class)))
    void rows(
            @PathVariable String id,
            @RequestParam(defaultValue = "train") String split,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "100") int limit,
            HttpServletResponse response)
            throws IOException {
        StoredDataset dataset = find(id);
        if (!dataset.content().splits().containsKey(split)) {
            throw new InvalidInputException(
                    "split", "must be one of " + dataset.content().splits().keySet() + ", was \"" + split + "\"");
        }
        try (RowPage page = RowPage.open(uploads.spec(dataset), split, after, PageLimit.check(limit))) {
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            page.writeTo(response.getOutputStream());
        }
    }

    private StoredDataset find(String id) {
        UUID uuid = uuid(id);
        return datasets.find(uuid).orElseThrow(() -> new DatasetNotFoundException(uuid));
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException noUuid) {
            throw new DatasetNotFoundException(id);
        }
    }
}
