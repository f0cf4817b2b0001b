package dev.tunewright.service.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** The connection that a request came by. */
public final class ClientConnection {

    static final String ATTRIBUTE = ClientConnection.class.getName();

    private final @Nullable SocketWrapperBase<?> socket;

    private ClientConnection(@Nullable SocketWrapperBase<?> socket) {
        this.socket = socket;
    }

    public static ClientConnection of(HttpServletRequest request) {
        return new ClientConnection(
                request.getAttribute(ATTRIBUTE) instanceof SocketWrapperBase<?> socket ? socket : null);
    }

    /**
     * Looks without waiting. Only while the request's body has been read and its answer has not begun: at other times the
     * server reads from the connection itself.
     *
     * @return whether the client has closed it
     */
    public boolean isGone() {
        if (socket == null) {
            return false;
        }
        ByteBuffer early = ByteBuffer.allocate(1);
        try {
            if (socket.isClosed() || socket.read(false, early) < 0) {
                return true;
            }
        } catch (IOException closed) {
            return true;
        }
        if (early.position() > 0) { // Of the next request, which some send before they have this one's answer.
            socket.unRead(early.flip());
        }
        return false;
    }
}
