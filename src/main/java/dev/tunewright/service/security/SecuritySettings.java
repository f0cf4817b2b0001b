package dev.tunewright.service.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use the service.
 *
 * @param mode what stands in for keys while none are configured
 * @param keys each lets its holder in
 * @param oauth2 an issuer whose tokens let their holders in
 */
@ConfigurationProperties("tunewright.security")
record SecuritySettings(
        @DefaultValue("local") Mode mode,
        @DefaultValue List<KeySettings> keys,
        @Nullable IssuerSettings oauth2) {

    enum Mode {
        /** Whoever is on this machine: the service listens on a loopback address only. */
        LOCAL,
        /** Whoever reaches the port; something in front of the service decides who does. */
        NONE
    }

    /**
     * One of {@code hash} and {@code key}.
     *
     * @param name shown as the submitter of jobs and in the audit log
     * @param hash {@code sha256:<64 hexadecimal digits>}, as the command {@code new-key} prints it
     * @param key the key itself, for those whose secrets come from elsewhere; hashed when the service starts
     * @param roles what it lets its holder do
     */
    record KeySettings(
            @Nullable String name,
            @Nullable String hash,
            @Nullable String key,
            @DefaultValue List<String> roles) {

        /** A key must not get into a log by way of its settings. */
        @Override
        public String toString() {
            return "KeySettings[name=" + name + ", roles=" + roles + "]";
        }
    }

    /**
     * @param issuerUri as the tokens' {@code iss} spells it; its keys are discovered below it
     * @param jwkSetUri where its keys are, if they are not to be discovered
     * @param audience what the tokens' {@code aud} must hold, so that one meant for another service is worth nothing here
     * @param rolesClaim the claim that lists roles, by a dotted path such as {@code realm_access.roles}; a text is split at
     *     spaces, as {@code scope} is
     * @param rolesPrefix what stands before the roles of this service in that claim; others are passed over
     * @param nameClaim the claim that names the holder
     */
    record IssuerSettings(
            @Nullable String issuerUri,
            @Nullable String jwkSetUri,
            @Nullable String audience,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue("") String rolesPrefix,
            @DefaultValue("sub") String nameClaim) {}

    boolean asksWhoCalls() {
        return !keys.isEmpty() || oauth2 != null;
    }
}
