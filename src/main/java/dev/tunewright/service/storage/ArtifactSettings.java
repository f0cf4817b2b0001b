package dev.tunewright.service.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where job outputs lie.
 *
 * @param path a local or shared folder; null: {@code artifacts} in the home
 */
@ConfigurationProperties("tunewright.artifacts")
record ArtifactSettings(@Nullable Path path) {}
