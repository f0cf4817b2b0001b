package dev.tunewright.service.security;

import dev.tunewright.service.StartupProblem;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keeps a service without keys from listening where others reach it. */
@Component
class ListenGuard {

    /** @throws StartupProblem before any port is opened */
    ListenGuard(SecuritySettings settings, Environment environment) {
        if (settings.asksWhoCalls()) {
            return;
        }
        switch (settings.mode()) {
            case NONE -> {}
            case LOCAL -> {
                requireLoopback("server.address", environment);
                if (environment.containsProperty("management.server.port")) {
                    requireLoopback("management.server.address", environment);
                }
            }
        }
    }

    private static void requireLoopback(String setting, Environment environment) {
        InetAddress address =
                Binder.get(environment).bind(setting, InetAddress.class).orElse(null);
        if (address == null || !address.isLoopbackAddress()) {
            throw new StartupProblem(
                    "No keys are configured, and " + setting + " is " + shown(address)
                            + ": everyone who reaches it could submit jobs and read their data.",
                    "Configure keys: tunewright.security.keys (`java -jar tunewright.jar new-key NAME ROLE...` makes one and"
                            + " its settings). Or set " + setting
                            + "=127.0.0.1, or, where something in front of the service decides who may"
                            + " reach it, tunewright.security.mode=none (environment variable"
                            + " TUNEWRIGHT_SECURITY_MODE).");
        }
    }

    private static String shown(@Nullable InetAddress address) {
        return address == null ? "not set (every address)" : address.getHostAddress();
    }
}
