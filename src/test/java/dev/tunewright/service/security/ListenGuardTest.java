package dev.tunewright.service.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.StartupProblem;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;

class ListenGuardTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(ListenGuard.class, Settings.class);

    @EnableConfigurationProperties(SecuritySettings.class)
    static class Settings {}

    @Test
    void loopbackNeedsNoKeys() {
        runner.withPropertyValues("server.address=127.0.0.1")
                .run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues("server.address=localhost")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void otherAddressIsRefusedWithARemedy() {
        refused("server.address=0.0.0.0");
        refused("server.address=10.1.2.3");
        refused();
    }

    @Test
    void managementPortIsGuardedToo() {
        refused("server.address=127.0.0.1", "management.server.port=9090");
    }

    @Test
    void operatorMayOpenIt() {
        runner.withPropertyValues("server.address=0.0.0.0", "tunewright.security.mode=none")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void keysOrAnIssuerOpenItToo() {
        runner.withPropertyValues("server.address=0.0.0.0", "tunewright.security.keys[0].name=ci")
                .run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues("tunewright.security.oauth2.issuer-uri=https://issuer.example")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private void refused(String... properties) {
        runner.withPropertyValues(properties).run(context -> {
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(context.getStartupFailure());
            assertThat(cause).isInstanceOf(StartupProblem.class).hasMessageContaining("No keys are configured");
            assertThat(((StartupProblem) cause).remedy())
                    .contains("tunewright.security.mode=none")
                    .contains("new-key");
        });
    }
}
