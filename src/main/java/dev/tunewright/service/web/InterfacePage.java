package dev.tunewright.service.web;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@code /swagger-ui/}: the description for people, by Swagger UI from this jar. The page itself is open, as it holds nothing;
 * it asks for a key where {@code /v3/api-docs} wants one.
 */
@Configuration(proxyBeanMethods = false)
class InterfacePage implements WebMvcConfigurer {

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addViewController("/swagger-ui/").setViewName("forward:/swagger-ui/index.html");
        // Relative, so that it holds behind a proxy's prefix.
        views.addRedirectViewController("/swagger-ui", "swagger-ui/").setContextRelative(false);
        views.addRedirectViewController("/swagger-ui.html", "swagger-ui/").setContextRelative(false);
    }
}
