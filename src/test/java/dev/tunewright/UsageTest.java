package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(answer()).isNegative();
        assertThat(answer(
                        "--server.port=8081",
                        "--debug",
                        "--tunewright.worker.devices[0]=cpu",
                        "--tunewright.fileRoots=/data",
                        "--tunewright.webhooks.targets.mine.url=https://example.org",
                        "--spring.datasource.hikari.maximum-pool-size=3"))
                .isNegative();
        assertThat(answer("demo", "--tunewright.demo.exit=true")).isNegative();
        assertThat(answer("migrate", "--spring.datasource.url=jdbc:h2:mem:x")).isNegative();
        assertThat(text(out) + text(errors)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "trian, There is no command \"trian\". Did you mean `train`?",
        "--sever.port=8081, There is no setting --sever.port. Did you mean `server.port`?",
        "--port=8081, There is no setting --port. Did you mean `server.port`?",
        "--tunewright.hmoe=/data, There is no setting --tunewright.hmoe. Did you mean `tunewright.home`?",
        "--tunewright.worker=cpu, There is no setting --tunewright.worker",
        "--server.port 8081, --server.port wants a value: --server.port=",
        "demo 8081, \"8081\" is no setting",
        "--server.port=8081 demo, \"demo\" is no setting",
        "-p, \"-p\" is no setting"
    })
    void whatCannotBeMeantIsRefusedByName(String line, String message) {
        assertThat(answer(line.split(" "))).isEqualTo(2);
        assertThat(text(errors)).startsWith(message).contains("--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "migrate"})
    void commandsOfTheServiceAreHelpedToo(String command) {
        assertThat(answer(command, "--help")).isZero();
        assertThat(text(out)).contains(command);
    }

    private int answer(String... arguments) {
        return Usage.answer(arguments, new PrintStream(out, true), new PrintStream(errors, true));
    }

    private static String text(ByteArrayOutputStream written) {
        return written.toString(StandardCharsets.UTF_8);
    }
}
