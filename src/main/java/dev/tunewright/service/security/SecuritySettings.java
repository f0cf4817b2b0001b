package dev.tunewright.service.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the service.
 *
 * @param mode what stands in for keys while none are configured
 */
@ConfigurationProperties("tunewright.security")
record SecuritySettings(@DefaultValue("local") Mode mode) {

    enum Mode {
        /** Whoever is on this machine: the service listens on a loopback address only. */
        LOCAL,
        /** Whoever reaches the port; something in front of the service decides who does. */
        NONE
    }
}
