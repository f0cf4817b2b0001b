package dev.tunewright.engine.hub;

import dev.tunewright.engine.hub.HubException.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/**
 * One request to the hub, redirects followed by hand: the token goes to the endpoint's own origin and nowhere else, and no
 * redirect leads from https to http.
 */
final class HubHttp {

    private static final int MOST_REDIRECTS = 8;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** How far a request goes. */
    enum Reach {
        /** Stops at a redirect to another host: the hub itself tells of a file. */
        HUB,
        /** To wherever the content lies. */
        CONTENT
    }

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            // One connection a transfer: a cut one takes no other with it.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final HubSettings settings;

    HubHttp(HubSettings settings) {
        this.settings = settings;
    }

    /**
     * @param from first byte wanted; 0: all
     * @throws IOException if there is no answer, or none in time
     * @throws HubException if redirects lead nowhere or must not be followed
     */
    HubAnswer send(String method, URI address, long from, Reach reach, Duration silence)
            throws IOException, InterruptedException {
        URI uri = address;
        boolean home = true;
        HttpHeaders linked = null;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            home &= isHome(uri);
            HttpResponse<BodyStream> response =
                    client.send(request(method, uri, from, home, silence), any -> new BodyStream(silence));
            HttpHeaders headers = response.headers();
            if (linked == null && headers.firstValue("X-Linked-Etag").isPresent()) {
                linked = headers;
            }
            URI next = isRedirect(response.statusCode())
                    ? target(uri, headers.firstValue("Location").orElse(""))
                    : null;
            if (next == null || reach == Reach.HUB && !isHome(next)) {
                return new HubAnswer(
                        response.statusCode(), headers, linked == null ? headers : linked, response.body());
            }
            response.body().close();
            uri = next;
        }
        throw new HubException(
                Problem.MALFORMED,
                "the hub at " + settings.endpoint() + " redirects in a circle; is HF_ENDPOINT right?");
    }

    private HttpRequest request(String method, URI uri, long from, boolean withToken, Duration silence) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(silence)
                .header("User-Agent", "tunewright")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        HubSettings.Token token = settings.token();
        if (withToken && token != null) {
            request.header("Authorization", "Bearer " + token.secret());
        }
        return request.build();
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /** @throws HubException if the redirect must not be followed */
    URI target(URI from, String location) {
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            // Not the address itself: it may carry a signature.
            throw refused("to what is no address");
        }
        if (target.getHost() == null || !("http".equals(target.getScheme()) || "https".equals(target.getScheme()))) {
            throw refused("to what is no http address");
        }
        if ("http".equals(target.getScheme())
                && "https".equals(settings.endpoint().getScheme())) {
            throw refused("from https to http, at " + target.getHost());
        }
        return target;
    }

    private HubException refused(String where) {
        return new HubException(
                Problem.MALFORMED,
                "the hub at " + settings.endpoint() + " redirects " + where + ", which is not followed");
    }

    private boolean isHome(URI uri) {
        URI endpoint = settings.endpoint();
        return endpoint.getScheme().equalsIgnoreCase(uri.getScheme())
                && endpoint.getHost().equalsIgnoreCase(uri.getHost())
                && port(endpoint) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /** @return why there was no answer, in words: the JDK's exceptions often have none */
    static String reason(IOException failure) {
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        String message = failure.getMessage();
        return failure instanceof HttpTimeoutException || message == null
                ? failure.getClass().getSimpleName() + (message == null ? "" : ", " + message)
                : message;
    }
}
