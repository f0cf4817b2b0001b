package dev.tunewright.service.storage;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A bucket for artifacts. Credentials come from where the AWS SDK looks for them: environment, profile, web identity,
 * container or instance.
 *
 * @param bucket null: artifacts lie in a folder, {@code tunewright.artifacts.path}
 * @param prefix of every object; several installations may share a bucket under different prefixes, never under one
 * @param endpoint of another store than Amazon's, such as {@code https://minio.example.org:9000}
 * @param region null: as the SDK finds it, else {@code us-east-1} where an endpoint is given
 * @param pathStyle the bucket's name stands in the path, not in the host's name; default: where an endpoint is given
 * @param sslBundle name of a {@code spring.ssl.bundle} whose trusted certificates the endpoint is checked by
 * @param partSize larger files are sent in parts of this size; at least 5 MB
 * @param attempts tries of each request before the store counts as unavailable
 * @param connectTimeout how long a connection may take
 * @param readTimeout how long the store may be silent in an answer
 * @param cacheSize bound of the local copies of artifacts that this node keeps; those in use stay beyond it
 */
@ConfigurationProperties("tunewright.storage")
record StorageSettings(
        @Nullable String bucket,
        @DefaultValue("") String prefix,
        @Nullable URI endpoint,
        @Nullable String region,
        @Nullable Boolean pathStyle,
        @Nullable String sslBundle,
        @DefaultValue("64MB") DataSize partSize,
        @DefaultValue("4") int attempts,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("30s") Duration readTimeout,
        @DefaultValue("20GB") DataSize cacheSize) {}
