package dev.tunewright.service.job;

import dev.tunewright.service.webhook.WebhookEvent;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /jobs}, for the description of the interface alone: the specification, and what is never shown. */
@Schema(name = "JobRequest", allOf = JobSpec.class)
record JobRequest(@Nullable Hook webhook) {

    /** Who is to be told of the job. */
    @Schema(name = "Webhook", requiredProperties = "url")
    record Hook(
            @Schema(description = "takes POST; http or https")
            URI url,

            @Schema(description = "default: all") @Nullable List<WebhookEvent> events,

            @Schema(description = "what messages are signed with; 16 to 256 printable ASCII characters") @Nullable
            String secret) {}
}
