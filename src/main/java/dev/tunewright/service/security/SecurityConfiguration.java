package dev.tunewright.service.security;

import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** Who may do what: with keys or an issuer every request is asked who it is; without, whoever reaches the port may do all. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfiguration {

    /** Scripts, styles and data come from this service alone, and no other page may show it in a frame. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    AuthenticationManager authenticationManager(SecuritySettings settings) {
        List<AuthenticationProvider> providers = new ArrayList<>();
        providers.add(new KeyAuthentication(new KeyRing(settings.keys())));
        if (settings.oauth2() != null) {
            providers.add(new Issuer(settings.oauth2()).authentication());
        }
        return new ProviderManager(providers);
    }

    @Bean
    SecurityFilterChain securityFilterChain(
            HttpSecurity http, SecuritySettings settings, AuthenticationManager authentication) {
        http.csrf(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY)))
                .addFilterAfter(new AuditFilter(), SecurityContextHolderFilter.class)
                .exceptionHandling(refusals ->
                        refusals.authenticationEntryPoint(Refusals::unknown).accessDeniedHandler(Refusals::forbidden));
        if (settings.asksWhoCalls()) {
            http.addFilterAt(bearers(authentication), BasicAuthenticationFilter.class);
            http.authorizeHttpRequests(requests -> {
                // What goes on after the first dispatch was let in by it.
                requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll();
                EndpointRoles.RULES.forEach(rule -> {
                    var endpoint = requests.requestMatchers(rule.matcher());
                    if (rule.isOpen()) {
                        endpoint.permitAll();
                    } else {
                        endpoint.hasAnyAuthority(
                                rule.roles().stream().map(KeyRole::wire).toArray(String[]::new));
                    }
                });
                requests.anyRequest().hasAuthority(KeyRole.ADMIN.wire());
            });
        } else {
            http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
            if (settings.mode() == SecuritySettings.Mode.LOCAL) {
                http.addFilterBefore(new BrowserGuard(), BasicAuthenticationFilter.class);
            }
        }
        return http.build();
    }

    private static BearerTokenAuthenticationFilter bearers(AuthenticationManager authentication) {
        BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(authentication);
        filter.setAuthenticationEntryPoint(Refusals::unknown);
        filter.setAuthenticationFailureHandler(Refusals::unknown);
        return filter;
    }

    /** A method that nothing takes is answered with those that it would take, as ever. */
    @Bean
    HttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    /** Otherwise each request has six spans and a dozen meters that say nothing of it. */
    @Bean
    SecurityObservationSettings noObservations() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    RequestRejectedHandler rejections() {
        return Refusals::rejected;
    }
}
