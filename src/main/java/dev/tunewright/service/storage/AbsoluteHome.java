package dev.tunewright.service.storage;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** A relative {@code tunewright.home} counts from the working directory; the database's own URL takes only absolute ones. */
public final class AbsoluteHome implements EnvironmentPostProcessor, Ordered {

    private static final String HOME = "tunewright.home";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        String home = environment.getProperty(HOME);
        if (home != null) {
            String absolute = Path.of(home).toAbsolutePath().normalize().toString();
            environment.getPropertySources().addFirst(new MapPropertySource("absolute home", Map.of(HOME, absolute)));
        }
    }

    /** After the files that may name it. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
