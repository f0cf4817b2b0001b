package dev.tunewright.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunewright.service.StartupProblem;
import dev.tunewright.service.security.SecuritySettings.KeySettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class KeyRingTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void keyIsFoundByItsHashAlone() {
        KeyRing ring = new KeyRing(List.of(
                settings("ci", KeyHash.ofKey(KEY).toString(), null, "submit"),
                settings("ops", null, KEY + "2", "admin")));
        assertThat(ring.find(KEY).orElseThrow().name()).isEqualTo("ci");
        assertThat(ring.find(KEY).orElseThrow().roles()).containsExactlyInAnyOrder(KeyRole.SUBMIT, KeyRole.READ);
        assertThat(ring.find(KEY + "2").orElseThrow().roles()).containsExactlyInAnyOrder(KeyRole.values());
        assertThat(ring.find(KEY + "3")).isEmpty();
        assertThat(ring.find("")).isEmpty();
        assertThat(ring.find(KeyHash.ofKey(KEY).toString())).isEmpty();
    }

    /** So that `printf %s "$KEY" | sha256sum` makes one too. */
    @Test
    void hashIsPlainSha256() {
        assertThat(KeyHash.ofKey("abc"))
                .hasToString("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void wrongSettingIsNamedAndItsKeyIsNot() {
        refused(settings(null, null, KEY, "read"), "keys[0].name");
        refused(settings("a b", null, KEY, "read"), "keys[0].name");
        refused(settings("ci", null, null, "read"), "either hash or key");
        refused(settings("ci", KeyHash.ofKey(KEY).toString(), KEY, "read"), "either hash or key");
        refused(settings("ci", "sha256:" + KEY, null, "read"), "keys[0].hash");
        refused(settings("ci", KEY, null, "read"), "keys[0].hash");
        refused(settings("ci", null, "short", "read"), "at least 32");
        refused(settings("ci", null, KEY + " x", "read"), "keys[0].key");
        refused(settings("ci", null, KEY), "roles is required");
        refused(settings("ci", null, KEY, "root"), "`root`");
        assertThatThrownBy(
                        () -> new KeyRing(List.of(settings("a", null, KEY, "read"), settings("b", null, KEY, "read"))))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("keys[1] (b)");
        assertThat(settings("ci", KeyHash.ofKey(KEY).toString(), KEY, "read").toString())
                .doesNotContain(KEY)
                .doesNotContain("sha256");
    }

    @Test
    void commandPrintsAKeyAndSettingsThatFitIt() {
        String shown = newKey("ci", "submit", "predict");
        Matcher key = Pattern.compile("(?m)^  (tw_[A-Za-z0-9_-]{43})$").matcher(shown);
        Matcher hash = Pattern.compile("hash: \"(sha256:[0-9a-f]{64})\"").matcher(shown);
        assertThat(key.find() && hash.find()).as(shown).isTrue();
        KeyRing ring = new KeyRing(List.of(settings("ci", hash.group(1), null, "submit", "predict")));
        assertThat(ring.find(key.group(1))).isPresent();
        assertThat(newKey("ci", "read")).isNotEqualTo(newKey("ci", "read"));
        assertThat(newKey("ci", "root")).startsWith("Usage");
        assertThat(newKey()).startsWith("Usage");
    }

    private static String newKey(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NewKey.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static KeySettings settings(String name, String hash, String key, String... roles) {
        return new KeySettings(name, hash, key, List.of(roles));
    }

    private static void refused(KeySettings settings, String reason) {
        assertThatThrownBy(() -> new KeyRing(List.of(settings)))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining(KEY);
    }
}
