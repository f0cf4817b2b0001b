package dev.tunewright.service.storage;

import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import software.amazon.awssdk.services.s3.S3Client;

/** On a server that checks signatures, where Docker is. */
@Testcontainers(disabledWithoutDocker = true)
class MinioContainerTest extends BucketContract {

    private static final int PORT = 9000;

    @Container
    private static final GenericContainer<?> SERVER = new GenericContainer<>("minio/minio:latest")
            .withCommand("server", "/data")
            .withEnv("MINIO_ROOT_USER", S3Server.ACCESS_KEY)
            .withEnv("MINIO_ROOT_PASSWORD", S3Server.SECRET_KEY)
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/live").forPort(PORT));

    @BeforeAll
    static void makeBucket() {
        S3Server.useCredentials();
        try (S3Client client = client(settings(address()))) {
            client.createBucket(request -> request.bucket(S3Server.BUCKET));
        }
    }

    @Override
    URI endpoint() {
        return address();
    }

    private static URI address() {
        return URI.create("http://" + SERVER.getHost() + ":" + SERVER.getMappedPort(PORT));
    }
}
