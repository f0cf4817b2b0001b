package dev.tunewright.service.webhook;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts one message. Follows no redirect, uses no proxy, keeps no cookie and no connection, and never reads an answer's
 * body: only its status counts, and a receiver can neither lead it elsewhere nor hold it for long.
 */
final class Sender implements AutoCloseable {

    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines;
    private final Duration timeout;
    private final Clock clock;

    Sender(DnsResolver addresses, WebhookSettings settings, Clock clock) {
        Timeout connect = Timeout.of(settings.connectTimeout());
        Timeout answer = Timeout.of(settings.timeout());
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(addresses)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(answer)
                                .build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(answer).build())
                .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
                .setConnectionReuseStrategy((request, response, context) -> false)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Tunewright")
                .build();
        this.deadlines = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "webhook-deadlines");
            thread.setDaemon(true);
            return thread;
        });
        this.timeout = settings.timeout();
        this.clock = clock;
    }

    /**
     * @return the answer's status
     * @throws IOException if there was no answer in time
     */
    int post(Message message, URI url, @Nullable String secret) throws IOException {
        long seconds = clock.instant().getEpochSecond();
        HttpPost post = new HttpPost(url);
        post.setEntity(new StringEntity(message.body(), ContentType.APPLICATION_JSON));
        post.setHeader("X-Tunewright-Id", message.id().toString());
        post.setHeader("X-Tunewright-Event", message.type());
        post.setHeader("X-Tunewright-Timestamp", String.valueOf(seconds));
        if (secret != null) {
            post.setHeader("X-Tunewright-Signature", Signature.of(secret, seconds, message.id(), message.body()));
        }
        ScheduledFuture<?> deadline = deadlines.schedule(post::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return client.executeOpen(null, post, null).getCode();
        } catch (IOException | RuntimeException broken) {
            // Asked of the request, which knows before its socket is closed; the deadline itself is done only
            // afterwards.
            if (post.isCancelled()) {
                throw new IOException("no answer within " + timeout.toSeconds() + " s", broken);
            }
            throw broken;
        } finally {
            deadline.cancel(false);
            // Drops the connection with what still comes on it; closing the answer would first read that to its end.
            post.cancel();
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
