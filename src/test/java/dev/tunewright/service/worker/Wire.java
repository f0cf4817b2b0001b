package dev.tunewright.service.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between a node and its database, which can be cut, slow, or silent. */
final class Wire implements AutoCloseable {

    /** What it does with what comes in. */
    enum State {
        /** Passes it on. */
        WHOLE,
        /** Passes it on late. */
        SLOW,
        /** Passes nothing on, and says nothing: as when the other machine has lost its power. */
        SILENT,
        /** Closes every connection. */
        CUT
    }

    private static final long LATE_MILLIS = 150;

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile State state = State.WHOLE;

    Wire(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void set(State next) {
        state = next;
        if (next == State.CUT) {
            open.forEach(Wire::close);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (state == State.CUT) {
                    close(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            } catch (IOException closedOrRefused) {
                // The client sees its connection closed.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                hold();
                out.write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException cut) {
            // Both ends are closed.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void hold() throws InterruptedException {
        if (state == State.SLOW) {
            Thread.sleep(LATE_MILLIS);
        }
        while (state == State.SILENT) {
            Thread.sleep(20);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAlready) {
            // As wanted.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Wire::close);
    }
}
