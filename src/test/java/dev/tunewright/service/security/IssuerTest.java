package dev.tunewright.service.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.tunewright.service.StartupProblem;
import dev.tunewright.service.security.SecuritySettings.IssuerSettings;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;

class IssuerTest {

    private static StandInIssuer standIn;

    @BeforeAll
    static void start() {
        standIn = StandInIssuer.start();
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @Test
    void tokenOfTheIssuerHasItsNameAndRoles() {
        Authentication ada = ask(settings("roles", ""), standIn.token(claims -> claims));
        assertThat(ada.getName()).isEqualTo("ada");
        assertThat(roles(ada)).isEqualTo("read submit");
    }

    @Test
    void rolesMayStandDeeperBehindAPrefixOrInAText() {
        IssuerSettings deep = settings("realm_access.roles", "tunewright-");
        String token = standIn.token(claims ->
                claims.claim("realm_access", Map.of("roles", List.of("tunewright-predict", "admin", "tunewright-x"))));
        assertThat(roles(ask(deep, token))).isEqualTo("predict");

        String scoped = standIn.token(claims -> claims.claim("scope", "openid tw:read"));
        assertThat(roles(ask(settings("scope", "tw:"), scoped))).isEqualTo("read");
        assertThat(roles(ask(settings("absent", ""), scoped))).isEmpty();
        assertThat(roles(ask(settings("roles", ""), standIn.token(claims -> claims.claim("roles", 7)))))
                .isEmpty();
    }

    @Test
    void tokenForAnotherServiceOfAnotherIssuerExpiredOrSelfMadeIsRefused() throws Exception {
        refused(standIn.token(claims -> claims.audience("another")));
        refused(standIn.token(claims -> claims.audience((String) null)));
        refused(standIn.token(claims -> claims.issuer("https://issuer.example")));
        refused(standIn.token(
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(300)))));
        refused(standIn.token(StandInIssuer.newKey(), claims -> claims));
        refused(new PlainJWT(new JWTClaimsSet.Builder().subject("ada").build()).serialize());
        SignedJWT symmetric = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder().subject("ada").build());
        symmetric.sign(new MACSigner("x".repeat(64)));
        refused(symmetric.serialize());
        refused("no.jwt.atall");
    }

    @Test
    void tokenThatNamesNobodyIsRefused() {
        refused(standIn.token(claims -> claims.subject(null)));
        refused(standIn.token(claims -> claims.subject("ada\nadmin")));
        refused(standIn.token(claims -> claims.subject("a".repeat(201))));
    }

    @Test
    void issuerThatIsAwayIsToldFromAWrongToken() {
        IssuerSettings away =
                new IssuerSettings(standIn.uri, "http://127.0.0.1:1/keys", StandInIssuer.AUDIENCE, "roles", "", "sub");
        assertThatThrownBy(() -> ask(away, standIn.token(claims -> claims)))
                .isInstanceOf(AuthenticationServiceException.class);
    }

    @Test
    void issuerWithoutAnAudienceIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new Issuer(new IssuerSettings(standIn.uri, null, null, "roles", "", "sub")))
                .isInstanceOf(StartupProblem.class)
                .hasMessage("tunewright.security.oauth2.audience is not set.");
        assertThatThrownBy(() -> new Issuer(new IssuerSettings(null, null, "a", "roles", "", "sub")))
                .hasMessageContaining("issuer-uri");
    }

    private static IssuerSettings settings(String rolesClaim, String rolesPrefix) {
        return new IssuerSettings(standIn.uri, null, StandInIssuer.AUDIENCE, rolesClaim, rolesPrefix, "sub");
    }

    private static Authentication ask(IssuerSettings settings, String token) {
        JwtAuthenticationProvider provider = new Issuer(settings).authentication();
        return provider.authenticate(new BearerTokenAuthenticationToken(token));
    }

    private static void refused(String token) {
        assertThatThrownBy(() -> ask(settings("roles", ""), token)).isInstanceOf(InvalidBearerTokenException.class);
    }

    private static String roles(Authentication caller) {
        return caller.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
