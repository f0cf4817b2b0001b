package dev.tunewright.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SenderTest {

    private static final WebhookSettings SETTINGS = new WebhookSettings(
            Map.of(),
            List.of(),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            3,
            Duration.ofSeconds(1),
            Duration.ofMillis(700));

    private final HookReceiver receiver = new HookReceiver();
    private final Message message = new Message(
            UUID.randomUUID(), UUID.randomUUID(), "job.failed", "{\"type\":\"job.failed\"}", null, null, null, 0);
    private final Sender sender = new Sender(
            new AddressGuard(
                    List.of(Network.of("127.0.0.0/8")),
                    AddressGuardTest.names(
                            Map.of("127.0.0.1", List.of("127.0.0.1"), "hook.test", List.of("127.0.0.1")))),
            SETTINGS,
            Clock.systemUTC());

    @AfterEach
    void close() throws IOException {
        sender.close();
        receiver.close();
    }

    @Test
    void messageCarriesIdTimeAndSignature() throws IOException {
        assertThat(sender.post(message, receiver.url("/hook?key=1"), "0123456789abcdef"))
                .isEqualTo(204);
        HookReceiver.Received got = receiver.at("/hook").get(0);
        assertThat(got.body()).isEqualTo(message.body());
        assertThat(got.header("Content-type")).startsWith("application/json");
        assertThat(got.header("X-tunewright-id")).isEqualTo(message.id().toString());
        assertThat(got.header("X-tunewright-event")).isEqualTo("job.failed");
        long seconds = Long.parseLong(got.header("X-tunewright-timestamp"));
        assertThat(seconds).isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.data.Offset.offset(5L));
        assertThat(got.header("X-tunewright-signature"))
                .isEqualTo(Signature.of("0123456789abcdef", seconds, message.id(), message.body()));
    }

    @Test
    void withoutASecretNothingIsSigned() throws IOException {
        sender.post(message, receiver.url("/hook"), null);
        assertThat(receiver.at("/hook").get(0).headers()).doesNotContainKey("X-tunewright-signature");
    }

    @Test
    void addressThatWasCheckedIsTheOneConnectedTo() throws IOException {
        assertThat(sender.post(message, URI.create("http://hook.test:" + receiver.port() + "/named"), null))
                .isEqualTo(204);
        assertThat(receiver.at("/named").get(0).header("Host")).isEqualTo("hook.test:" + receiver.port());
    }

    @Test
    void privateAddressIsNotConnectedTo() throws IOException {
        try (Sender guarded = new Sender(new AddressGuard(List.of()), SETTINGS, Clock.systemUTC())) {
            assertThatExceptionOfType(AddressGuard.RefusedAddressException.class)
                    .isThrownBy(() -> guarded.post(message, receiver.url("/hook"), null));
            assertThatExceptionOfType(AddressGuard.RefusedAddressException.class)
                    .isThrownBy(() -> guarded.post(
                            message, URI.create("http://[::ffff:127.0.0.1]:" + receiver.port() + "/hook"), null));
        }
        assertThat(receiver.received).isEmpty();
    }

    @Test
    void redirectIsNotFollowed() throws IOException {
        receiver.next("/hook", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", receiver.url("/elsewhere").toString());
            exchange.sendResponseHeaders(307, -1);
        });
        assertThat(sender.post(message, receiver.url("/hook"), null)).isEqualTo(307);
        assertThat(receiver.at("/elsewhere")).isEmpty();
    }

    @Test
    void receiverThatDoesNotAnswerIsLeftInTime() {
        CountDownLatch done = new CountDownLatch(1);
        receiver.next("/hook", exchange -> done.await());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> sender.post(message, receiver.url("/hook"), null));
        done.countDown();
    }

    @Test
    void bodyOfAnAnswerIsNotRead() throws IOException {
        receiver.next("/hook", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    body.write(new byte[1 << 16]);
                }
            } catch (IOException left) {
                // As it should.
            }
        });
        assertThat(sender.post(message, receiver.url("/hook"), null)).isEqualTo(200);
    }

    /** Each byte comes before a read times out; only the deadline of the whole ends it. */
    @Test
    void headersThatDripAreCutOff() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture.runAsync(() -> drip(server));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() ->
                            sender.post(message, URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"), null))
                    .withMessage("no answer within 0 s");
        }
    }

    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes());
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException left) {
            // As it should.
        }
    }
}
