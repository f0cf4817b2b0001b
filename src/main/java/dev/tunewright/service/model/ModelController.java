package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.JobId;
import dev.tunewright.service.web.Cursor;
import dev.tunewright.service.web.JsonFields;
import dev.tunewright.service.web.Page;
import dev.tunewright.service.web.PageLimit;
import dev.tunewright.service.web.StrictJson;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The models there are, and their aliases. */
@RestController
@RequestMapping(path = "/models", produces = MediaType.APPLICATION_JSON_VALUE)
@ConditionalOnRole(Role.PREDICT)
class ModelController {

    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private final ModelCatalog catalog;
    private final ModelAliases aliases;
    private final ModelNames names;
    private final PredictSettings settings;

    ModelController(ModelCatalog catalog, ModelAliases aliases, ModelNames names, PredictSettings settings) {
        this.catalog = catalog;
        this.aliases = aliases;
        this.names = names;
        this.settings = settings;
    }

    /** What {@code PUT /models/{alias}} takes. */
    record Target(UUID jobId) {}

    /** Newest first. */
    @GetMapping
    Page<ModelView> list(@RequestParam @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        return catalog.list(after == null ? null : Cursor.parse(after), PageLimit.check(limit));
    }

    @GetMapping("/{name}")
    ModelView.Details get(@PathVariable String name) throws IOException {
        return catalog.details(catalog.find(name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Points an alias at a job's output, once its model is loaded",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content = @Content(schema = @Schema(implementation = Target.class))))
    ModelView point(@PathVariable("name") String alias, @RequestBody byte[] body, HttpServletRequest http) {
        List<Violation> violations = new ArrayList<>();
        if (!ALIAS.matcher(alias).matches() || isId(alias)) {
            violations.add(new Violation(
                    "alias",
                    "must be up to 128 letters, digits, `.`, `_` or `-`, the first a letter or digit, and no job's id, was \""
                            + alias + "\""));
        }
        String job = target(body, violations);
        if (job == null || !violations.isEmpty()) {
            throw new InvalidInputException(violations);
        }
        ModelView view = catalog.point(alias, JobId.parse(job), Caller.of(http, settings));
        names.forget();
        return view;
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable("name") String alias) {
        if (!aliases.remove(alias)) {
            throw TrainedJobs.notFound("alias_not_found", "Alias not found", "There is no alias `" + alias + "`.");
        }
        names.forget();
    }

    private static @Nullable String target(byte[] body, List<Violation> violations) {
        JsonFields fields = JsonFields.of(StrictJson.read(body), violations);
        if (fields == null) {
            return null;
        }
        String job = fields.string("job_id");
        if (fields.node("job_id") == null) {
            fields.wrong("job_id", "is required: the id of a job that succeeded");
        }
        fields.rejectUnknown();
        return job;
    }

    private static boolean isId(String alias) {
        try {
            return UUID.fromString(alias) != null;
        } catch (IllegalArgumentException noId) {
            return false;
        }
    }
}
