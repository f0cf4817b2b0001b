package dev.tunewright.service.security;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Lets in whoever bears a configured key. */
final class KeyAuthentication implements AuthenticationProvider {

    private final KeyRing keys;

    KeyAuthentication(KeyRing keys) {
        this.keys = keys;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        String token = ((BearerTokenAuthenticationToken) request).getToken();
        KeyRing.Holder holder =
                keys.find(token).orElseThrow(() -> new InvalidBearerTokenException("no key of this service"));
        return UsernamePasswordAuthenticationToken.authenticated(holder.name(), null, holder.roles());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
