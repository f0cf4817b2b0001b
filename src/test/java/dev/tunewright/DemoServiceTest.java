package dev.tunewright;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class DemoServiceTest {

    @Test
    void takenPortIsToldWithARemedy() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThat(DemoService.takenPort(new String[] {"--server.port=" + port}))
                    .hasValueSatisfying(message ->
                            assertThat(message).contains("Port " + port).contains("SERVER_PORT=" + (port + 1)));
        }
        assertThat(DemoService.takenPort(new String[] {"--server.port=0"})).isEmpty();
    }

    @Test
    void everyAddressIsReachedByLoopback() {
        MockEnvironment environment = new MockEnvironment().withProperty("local.server.port", "8123");
        assertThat(DemoService.address(environment)).isEqualTo("http://127.0.0.1:8123");
        environment.setProperty("server.address", "0.0.0.0");
        assertThat(DemoService.address(environment)).isEqualTo("http://127.0.0.1:8123");
        environment.setProperty("server.address", "::1");
        assertThat(DemoService.address(environment)).isEqualTo("http://[::1]:8123");
    }
}
