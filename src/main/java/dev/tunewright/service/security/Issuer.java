package dev.tunewright.service.security;

import dev.tunewright.service.StartupProblem;
import dev.tunewright.service.security.SecuritySettings.IssuerSettings;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** An OAuth2 issuer whose tokens (JWT, signed with a key pair) let their holders in. Asked first when a first token comes. */
final class Issuer implements Converter<Jwt, AbstractAuthenticationToken> {

    private static final int LONGEST_NAME = 200;

    private final IssuerSettings settings;
    private final String issuerUri;
    private final String audience;

    /** @throws StartupProblem naming the setting that is missing */
    Issuer(IssuerSettings settings) {
        this.settings = settings;
        this.issuerUri =
                required("issuer-uri", settings.issuerUri(), "the address of the issuer, as its tokens spell it");
        this.audience = required(
                "audience",
                settings.audience(),
                "what a token's `aud` must hold; without it a token that was made for any other service would open this one");
    }

    private static String required(String name, @Nullable String value, String meaning) {
        if (value == null || value.isBlank()) {
            String setting = "tunewright.security.oauth2." + name;
            throw new StartupProblem(setting + " is not set.", "Set it: " + meaning + ".");
        }
        return value;
    }

    JwtAuthenticationProvider authentication() {
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(new SupplierJwtDecoder(this::decoder));
        provider.setJwtAuthenticationConverter(this);
        return provider;
    }

    private JwtDecoder decoder() {
        NimbusJwtDecoder decoder = settings.jwkSetUri() == null
                ? NimbusJwtDecoder.withIssuerLocation(issuerUri).build()
                : NimbusJwtDecoder.withJwkSetUri(settings.jwkSetUri())
                        .jwsAlgorithms(all -> all.addAll(Arrays.asList(SignatureAlgorithm.values())))
                        .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuerUri),
                new JwtClaimValidator<Collection<String>>("aud", aud -> aud != null && aud.contains(audience))));
        return decoder;
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        return new JwtAuthenticationToken(token, roles(token), name(token));
    }

    private String name(Jwt token) {
        if (!(token.getClaims().get(settings.nameClaim()) instanceof String name)
                || name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidBearerTokenException("the claim " + settings.nameClaim() + " names nobody");
        }
        return name;
    }

    private Set<KeyRole> roles(Jwt token) {
        Set<KeyRole> roles = EnumSet.noneOf(KeyRole.class);
        for (Object text : listed(token)) {
            if (text instanceof String role && role.startsWith(settings.rolesPrefix())) {
                KeyRole.of(role.substring(settings.rolesPrefix().length()))
                        .ifPresent(known -> roles.addAll(known.withIncluded()));
            }
        }
        return roles;
    }

    private Collection<?> listed(Jwt token) {
        Object claim = token.getClaims().get(settings.rolesClaim());
        if (claim == null) {
            claim = token.getClaims();
            for (String part : settings.rolesClaim().split("\\.")) {
                claim = claim instanceof Map<?, ?> object ? object.get(part) : null;
            }
        }
        if (claim instanceof String text) {
            return List.of(text.split(" "));
        }
        return claim instanceof Collection<?> list ? list : List.of();
    }
}
