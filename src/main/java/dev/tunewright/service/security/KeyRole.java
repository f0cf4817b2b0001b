package dev.tunewright.service.security;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;

/** What a key, or a token of the issuer, lets its holder do. */
enum KeyRole implements GrantedAuthority {
    /** Everything. */
    ADMIN,
    /** Upload data, submit jobs, cancel, resume and delete them; and read. */
    SUBMIT,
    /** Ask models, and see which there are. */
    PREDICT,
    /** See jobs, their metrics and results, and data sets. */
    READ;

    /** @return the role with all that it includes */
    Set<KeyRole> withIncluded() {
        return switch (this) {
            case ADMIN -> EnumSet.allOf(KeyRole.class);
            case SUBMIT -> EnumSet.of(SUBMIT, READ);
            case PREDICT -> EnumSet.of(PREDICT);
            case READ -> EnumSet.of(READ);
        };
    }

    /** @return as settings and tokens spell it */
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> spellings() {
        return Stream.of(values()).map(KeyRole::wire).toList();
    }

    static Optional<KeyRole> of(String text) {
        return Stream.of(values()).filter(role -> role.wire().equals(text)).findFirst();
    }

    @Override
    public String getAuthority() {
        return wire();
    }
}
