package dev.tunewright.service.webhook;

import dev.tunewright.service.web.JsonFields;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code webhook} of a job: {@code {"url", "events"?, "secret"?}}. */
public final class WebhookReader {

    private static final int LONGEST_URL = 2000;
    private static final int SHORTEST_SECRET = 16;
    private static final int LONGEST_SECRET = 256;

    private WebhookReader() {}

    /** @return null if something in it is wrong, which then was added to the violations */
    public static @Nullable Webhook read(JsonFields fields) {
        URI url = url(fields);
        Set<WebhookEvent> events = events(fields);
        String secret = fields.string("secret");
        if (secret != null && !isUsable(secret)) {
            fields.wrong(
                    "secret",
                    "must have " + SHORTEST_SECRET + " to " + LONGEST_SECRET
                            + " printable ASCII characters; `openssl rand -hex 32` makes one");
            return null;
        }
        fields.rejectUnknown();
        return url == null ? null : new Webhook(url, events, secret);
    }

    private static @Nullable URI url(JsonFields fields) {
        String text = fields.string("url");
        if (fields.node("url") == null) {
            fields.wrong("url", "is required: an address that takes POST, such as https://example.org/hook");
        }
        if (text == null) {
            return null;
        }
        String mistake = mistake(text);
        if (mistake != null) {
            fields.wrong("url", mistake);
            return null;
        }
        return URI.create(text);
    }

    /** @return what is wrong with an address; null if nothing is */
    static @Nullable String mistake(String text) {
        if (text.length() > LONGEST_URL) {
            return "must be at most " + LONGEST_URL + " characters, was " + text.length();
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return "is no address: " + e.getReason() + " at character " + (e.getIndex() + 1);
        }
        if (!"https".equals(url.getScheme()) && !"http".equals(url.getScheme())) {
            return "must start with https:// or http://";
        }
        if (url.getHost() == null) {
            return "must name a host";
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return "must hold neither user and password nor a fragment; messages are signed with `secret` instead";
        }
        return url.getPort() == 0 || url.getPort() > 65535 ? "must have a port from 1 to 65535" : null;
    }

    private static Set<WebhookEvent> events(JsonFields fields) {
        List<String> names = fields.stringList("events");
        Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int at = i;
            WebhookEvent.ofWire(name)
                    .ifPresentOrElse(
                            events::add,
                            () -> fields.wrong(
                                    "events[" + at + "]",
                                    "must be one of " + WebhookEvent.wires() + ", was \"" + name + "\""));
        }
        return names.isEmpty() ? WebhookEvent.ALL : events;
    }

    private static boolean isUsable(String secret) {
        return secret.length() >= SHORTEST_SECRET
                && secret.length() <= LONGEST_SECRET
                && secret.chars().allMatch(c -> c > ' ' && c <= '~');
    }
}
