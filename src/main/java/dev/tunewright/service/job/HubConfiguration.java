package dev.tunewright.service.job;

import dev.tunewright.engine.hub.HubSettings;
import dev.tunewright.service.StartupProblem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** How the hub is reached: by the variables that Python's client reads, which may stand among the settings too. */
@Configuration(proxyBeanMethods = false)
class HubConfiguration {

    private static final List<String> VARIABLES = List.of(
            "HF_ENDPOINT",
            "HF_TOKEN",
            "HUGGING_FACE_HUB_TOKEN",
            "HF_TOKEN_PATH",
            "HF_HUB_DISABLE_IMPLICIT_TOKEN",
            "HF_HOME",
            "XDG_CACHE_HOME",
            "HF_HUB_CACHE",
            "HUGGINGFACE_HUB_CACHE",
            "HF_HUB_OFFLINE",
            "TRANSFORMERS_OFFLINE");

    @Bean
    HubSettings hubSettings(Environment environment) {
        return settings(environment::getProperty);
    }

    /** @param values of the variables by name; null: not set */
    static HubSettings settings(Function<String, @Nullable String> values) {
        Map<String, String> variables = new HashMap<>();
        for (String name : VARIABLES) {
            String value = values.apply(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        try {
            return HubSettings.of(variables, Path.of(System.getProperty("user.home")));
        } catch (IllegalArgumentException invalid) {
            throw new StartupProblem(
                    "HF_ENDPOINT is not the address of a hub",
                    "Set HF_ENDPOINT to an address such as https://huggingface.co, without user and query, or leave it out.");
        }
    }
}
