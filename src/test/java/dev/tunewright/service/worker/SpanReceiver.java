package dev.tunewright.service.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Takes spans as an OpenTelemetry collector does, over HTTP, and reads as much of their protocol buffers as tests ask for. */
final class SpanReceiver implements AutoCloseable {

    /** @param parent empty where it has none */
    record Span(String trace, String id, String parent, String name, long beginNanos, long endNanos) {

        Duration duration() {
            return Duration.ofNanos(endNanos - beginNanos);
        }

        private static Span read(ByteBuffer message) {
            String[] texts = {"", "", "", ""};
            long[] times = new long[2];
            fields(message, (number, value) -> {
                switch (number) {
                    case 1 -> texts[0] = HexFormat.of().formatHex(bytes(value));
                    case 2 -> texts[1] = HexFormat.of().formatHex(bytes(value));
                    case 4 -> texts[2] = HexFormat.of().formatHex(bytes(value));
                    case 5 -> texts[3] = new String(bytes(value), StandardCharsets.UTF_8);
                    case 7 -> times[0] = value.getLong();
                    case 8 -> times[1] = value.getLong();
                    default -> {}
                }
            });
            return new Span(texts[0], texts[1], texts[2], texts[3], times[0], times[1]);
        }
    }

    private static final int RESOURCE_SPANS = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;

    final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    List<Span> named(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        List<Span> come = new ArrayList<>();
        fields(ByteBuffer.wrap(exchange.getRequestBody().readAllBytes()), (number, resource) -> {
            if (number == RESOURCE_SPANS) {
                fields(resource, (inner, scope) -> {
                    if (inner == SCOPE_SPANS) {
                        fields(scope, (innermost, span) -> {
                            if (innermost == SPANS) {
                                come.add(Span.read(span));
                            }
                        });
                    }
                });
            }
        });
        spans.addAll(come);
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** Visits the fields of a message; numbers come as eight bytes. */
    private static void fields(ByteBuffer message, BiConsumer<Integer, ByteBuffer> visitor) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            ByteBuffer value = switch ((int) (tag & 7)) {
                case 0 -> ByteBuffer.allocate(Long.BYTES).putLong(0, varint(message));
                case 1 -> slice(message, Long.BYTES);
                case 2 -> slice(message, (int) varint(message));
                case 5 -> slice(message, Integer.BYTES);
                default -> throw new IllegalArgumentException("no such wire type: " + tag);
            };
            visitor.accept((int) (tag >>> 3), value);
        }
    }

    private static ByteBuffer slice(ByteBuffer message, int length) {
        ByteBuffer slice = message.slice(message.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        message.position(message.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
