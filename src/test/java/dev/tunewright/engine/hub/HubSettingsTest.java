package dev.tunewright.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {

    @TempDir
    private Path home;

    @Test
    void nothingSetMeansThePublicHubWithoutAToken() {
        HubSettings settings = of(Map.of());
        assertThat(settings.endpoint()).hasToString("https://huggingface.co");
        assertThat(settings.token()).isNull();
        assertThat(settings.offline()).isFalse();
    }

    @Test
    void endpointLosesItsLastSlash() {
        assertThat(of(Map.of("HF_ENDPOINT", "http://127.0.0.1:8/hub/")).address("a/b"))
                .hasToString("http://127.0.0.1:8/hub/a/b");
    }

    @Test
    void tokenComesFromTheVariableThenFromTheFile() throws IOException {
        Files.createDirectories(home.resolve(".cache/huggingface"));
        Files.writeString(home.resolve(".cache/huggingface/token"), "of_home\n");
        Files.writeString(home.resolve("elsewhere"), "of_path");
        assertThat(secret(Map.of())).isEqualTo("of_home");
        assertThat(secret(Map.of("HF_TOKEN_PATH", "~/elsewhere"))).isEqualTo("of_path");
        assertThat(secret(Map.of("HF_TOKEN", " of_variable ", "HF_TOKEN_PATH", "~/elsewhere")))
                .isEqualTo("of_variable");
        assertThat(of(Map.of("HF_HOME", "~/none")).token()).isNull();
        assertThat(of(Map.of("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).token()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "true", "Yes", "ON"})
    void offlineIsSpelledAsInPython(String value) {
        assertThat(of(Map.of("HF_HUB_OFFLINE", value)).offline()).isTrue();
        assertThat(of(Map.of("HF_HUB_OFFLINE", "0")).offline()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "huggingface.co", "https://user:secret@host", "https://host?a=b"})
    void endpointThatIsNoAddressIsRefusedWithoutRepeatingIt(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Map.of("HF_ENDPOINT", endpoint)))
                .withMessageContaining("HF_ENDPOINT")
                .withMessageNotContaining("secret");
    }

    private String secret(Map<String, String> environment) {
        return of(environment).token().secret();
    }

    private HubSettings of(Map<String, String> environment) {
        return HubSettings.of(environment, home);
    }
}
