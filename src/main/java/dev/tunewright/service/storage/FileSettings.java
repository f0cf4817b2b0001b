package dev.tunewright.service.storage;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where users' files lie.
 *
 * @param fileRoots the only folders that {@code file:} may read; empty: {@code files} in the home
 */
@ConfigurationProperties("tunewright")
record FileSettings(@DefaultValue List<Path> fileRoots) {}
