package dev.tunewright.service.web;

import org.springframework.http.HttpStatus;
import org.springframework.security.web.firewall.RequestRejectedException;

/** A request that is written in a way that may mean different things to different readers of it. */
public final class RefusedRequest {

    private RefusedRequest() {}

    /** The firewall's own words may hold the request's: they are not repeated. */
    public static ApiException of(RequestRejectedException exception) {
        return new ApiException(
                HttpStatus.BAD_REQUEST,
                "bad_request",
                "Bad request",
                "The request's path, a header or a parameter holds characters that are not taken: control characters, or"
                        + " in the path `//`, `;`, `%2F`, `%5C`, `%25` or `..`.");
    }
}
