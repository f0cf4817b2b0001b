package dev.tunewright.service.storage;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where users' files lie.
 *
 * @param maxFileSize largest data file that {@code file:} may name
 * @param fileRoots the only folders that {@code file:} may read; empty: {@code files} in the home
 */
@ConfigurationProperties("tunewright")
record FileSettings(
        @DefaultValue("2GB") DataSize maxFileSize,
        @DefaultValue List<Path> fileRoots) {}
