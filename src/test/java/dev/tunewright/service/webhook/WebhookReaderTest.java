package dev.tunewright.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.service.web.JsonFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class WebhookReaderTest {

    private final List<Violation> violations = new ArrayList<>();

    @Test
    void eventsDefaultToAllAndNothingIsSignedWithoutASecret() {
        Webhook webhook = Objects.requireNonNull(read("{\"url\": \"https://example.org/hook?key=1\"}"));
        assertThat(violations).isEmpty();
        assertThat(webhook.events()).containsExactlyInAnyOrder(WebhookEvent.values());
        assertThat(webhook.secret()).isNull();
    }

    @Test
    void neitherSecretNorPathIsPrinted() {
        Webhook webhook = Objects.requireNonNull(
                read("{\"url\": \"https://example.org:8443/token/T0\", \"secret\": \"0123456789abcdef\"}"));
        assertThat(webhook.toString()).contains("https://example.org:8443/...").doesNotContain("T0", "0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org",
                "file:///etc/passwd",
                "example.org/hook",
                "https://",
                "https://user:pw@example.org/",
                "https://example.org/#part",
                "https://exa mple.org",
                "https:///hook",
                "https://example.org:99999/",
                "https://example.org/\\r\\nHost: x"
            })
    void addressThatIsNoneIsRefused(String url) {
        assertThat(read("{\"url\": \"" + url + "\"}")).isNull();
        assertThat(violations).singleElement().extracting(Violation::field).isEqualTo("webhook.url");
    }

    @Test
    void everyMistakeIsTold() {
        read("{\"events\": [\"succeeded\", \"ended\"], \"secret\": \"short\", \"uri\": 1}");
        assertThat(violations)
                .extracting(Violation::field)
                .contains("webhook.url", "webhook.events[1]", "webhook.secret");
        assertThat(violations).noneMatch(violation -> violation.message().contains("short"));
    }

    @Test
    void triesGrowApartUntilALimit() {
        WebhookSettings settings = new WebhookSettings(
                Map.of(),
                List.of(),
                Duration.ofSeconds(10),
                Duration.ofHours(6),
                12,
                Duration.ofSeconds(5),
                Duration.ofSeconds(15));
        assertThat(settings.delay(1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.delay(3)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.delay(9)).isEqualTo(Duration.ofHours(6));
        assertThat(settings.delay(1_000_000)).isEqualTo(Duration.ofHours(6));
    }

    private @Nullable Webhook read(String json) {
        JsonFields fields = Objects.requireNonNull(
                JsonFields.of(new JsonMapper().readTree("{\"webhook\": " + json + "}"), violations));
        return WebhookReader.read(Objects.requireNonNull(fields.object("webhook")));
    }
}
