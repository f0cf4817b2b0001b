package dev.tunewright.service.storage;

import dev.tunewright.service.StartupProblem;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.springframework.boot.ssl.SslBundles;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes the store that the settings describe. */
final class S3Configuration {

    private static final long SMALLEST_PART = 5L << 20;

    private S3Configuration() {}

    static S3ArtifactStore store(StorageSettings settings, TunewrightHome home, SslBundles bundles, Clock clock)
            throws IOException {
        if (settings.partSize().toBytes() < SMALLEST_PART) {
            throw new StartupProblem(
                    "tunewright.storage.part-size is " + settings.partSize() + ", which S3 does not take.",
                    "Set it to 5MB or more.");
        }
        Staging staging = Staging.open(home.folder("cache"));
        Bucket bucket = new Bucket(
                client(settings, bundles),
                Objects.requireNonNull(settings.bucket()),
                settings.prefix(),
                settings.partSize().toBytes());
        LocalCopies copies = new LocalCopies(
                staging.folder().resolve("copies"), settings.cacheSize().toBytes(), clock);
        return new S3ArtifactStore(bucket, staging, copies);
    }

    static S3Client client(StorageSettings settings, SslBundles bundles) {
        boolean elsewhere = settings.endpoint() != null;
        Boolean pathStyle = settings.pathStyle();
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(http(settings, bundles))
                .forcePathStyle(pathStyle == null ? elsewhere : pathStyle)
                .overrideConfiguration(
                        overrides -> overrides.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(settings.attempts())
                                .build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        if (settings.region() != null) {
            builder.region(Region.of(settings.region()));
        } else if (elsewhere) {
            builder.region(Region.US_EAST_1);
        }
        return builder.build();
    }

    private static UrlConnectionHttpClient.Builder http(StorageSettings settings, SslBundles bundles) {
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(settings.connectTimeout())
                .socketTimeout(settings.readTimeout());
        String bundle = settings.sslBundle();
        if (bundle != null) {
            http.tlsTrustManagersProvider(
                    () -> bundles.getBundle(bundle).getManagers().getTrustManagers());
        }
        return http;
    }
}
