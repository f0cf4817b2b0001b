package dev.tunewright.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SignatureTest {

    /** The figure is openssl's: {@code printf '%s' '<t>.<id>.<body>' | openssl dgst -sha256 -hmac <secret>}. */
    @Test
    void signatureIsTheOneThatReceiversCompute() {
        UUID id = UUID.fromString("7c0f9ec8-9d4e-4c52-a3de-5f0a1c1f3a11");
        assertThat(Signature.of("0123456789abcdef", 1764000000L, id, "{\"type\":\"job.succeeded\"}"))
                .isEqualTo("t=1764000000,v1=6595718a82df8560513d7d325cd14b9c16fe482772f0ae6701bb3a59dc10fba9");
    }
}
