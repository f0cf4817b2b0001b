package dev.tunewright.service.webhook;

import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.web.ApiException;
import dev.tunewright.service.web.Page;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
@ConditionalOnRole(Role.API)
class WebhookController {

    private final MessageRepository messages;

    WebhookController(MessageRepository messages) {
        this.messages = messages;
    }

    /** What was told of a job, to whom, and what became of it. */
    @GetMapping("/jobs/{id}/webhooks")
    Page<MessageView> list(@PathVariable String id) {
        UUID job = uuid(id);
        if (messages.jobName(job).isEmpty()) {
            throw unknown(id);
        }
        return new Page<>(messages.ofJob(job), false, null);
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException noId) {
            throw unknown(id);
        }
    }

    private static ApiException unknown(String id) {
        return new ApiException(HttpStatus.NOT_FOUND, "job_not_found", "Job not found", "there is no job " + id);
    }
}
