package dev.tunewright.service.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResumedStreamTest {

    private final byte[] content = new byte[1000];
    private final List<Long> opened = new ArrayList<>();

    ResumedStreamTest() {
        new Random(1).nextBytes(content);
    }

    @Test
    void brokenContentIsPickedUpWhereItBroke() throws IOException {
        try (ResumedStream stream = new ResumedStream(this::breaksAfter300, content.length)) {
            assertThat(stream.readAllBytes()).isEqualTo(content);
        }
        assertThat(opened).containsExactly(0L, 300L, 600L, 900L);
    }

    @Test
    void contentThatNeverComesIsUnavailable() {
        ResumedStream stream = new ResumedStream(from -> InputStream.nullInputStream(), 10);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(stream::read)
                .withMessageContaining("at byte 0");
    }

    private InputStream breaksAfter300(long from) {
        opened.add(from);
        int length = (int) Math.min(300, content.length - from);
        return new ByteArrayInputStream(content, (int) from, length) {
            @Override
            public int read(byte[] buffer, int offset, int wanted) {
                int read = super.read(buffer, offset, wanted);
                if (read < 0) {
                    return -1; // As a connection that was cut.
                }
                return read;
            }
        };
    }
}
