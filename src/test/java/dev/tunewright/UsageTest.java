package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpNamesEveryCommand(String asked) {
        assertThat(answer(asked)).isZero();
        assertThat(text(out)).contains("demo", "train --spec", "migrate", "new-key", "--version");
        assertThat(text(out).lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void versionNamesTheJavaItRunsOn() {
        assertThat(answer("--version")).isZero();
        assertThat(text(out)).startsWith("Tunewright ").contains("Java " + Runtime.version());
    }

    @Test
    void settingsAreForTheService() {
        assertThat(answer("")).isNegative();
        assertThat(answer("--server.port=8081")).isNegative();
        assertThat(text(out) + text(errors)).isEmpty();
    }

    @Test
    void unknownCommandIsRefusedByName() {
        assertThat(answer("trian")).isEqualTo(2);
        assertThat(text(errors)).contains("trian").contains("--help");
    }

    private int answer(String command) {
        return Usage.answer(command, new PrintStream(out, true), new PrintStream(errors, true));
    }

    private static String text(ByteArrayOutputStream written) {
        return written.toString(StandardCharsets.UTF_8);
    }
}
