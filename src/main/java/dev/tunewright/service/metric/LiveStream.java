package dev.tunewright.service.metric;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One client that follows a job, written to without blocking: it holds a thread only while it has something to send and
 * the client takes it, so a client that stopped reading costs nothing but its socket.
 */
final class LiveStream implements WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final int PAGE = 500;

    private final UUID job;
    private final EventRows events;
    private final AsyncContext request;
    private final ServletOutputStream out;
    private final Runnable whenClosed;
    /** Calls to drain since it last went idle: only the first one works, and it goes round again for the others. */
    private final AtomicInteger wanted = new AtomicInteger();

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Queue<byte[]> frames = new ArrayDeque<>();
    private volatile long position;
    private volatile boolean heartbeat = true;

    LiveStream(UUID job, long after, EventRows events, AsyncContext request, Runnable whenClosed) throws IOException {
        this.job = job;
        this.position = after;
        this.events = events;
        this.request = request;
        this.out = request.getResponse().getOutputStream();
        this.whenClosed = whenClosed;
    }

    UUID job() {
        return job;
    }

    /** @return whether it has something to send, or its job has ended */
    boolean isBehind(EventRows.Head head) {
        return position < head.lastEvent() || head.status().isTerminal();
    }

    /** Tells proxies and the client that the connection is alive. */
    void beat() {
        heartbeat = true;
        drain();
    }

    @Override
    public void onWritePossible() {
        drain();
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    /** Sends what there is, as far as the client takes it. */
    void drain() {
        if (wanted.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = wanted.get();
            try {
                send();
            } catch (IOException | IllegalStateException gone) {
                close();
            } catch (DataAccessException | TransactionException databaseAway) {
                // The next look at all heads, or the next hint, tries again.
                LOG.debug("a follower of job {} waits", job, databaseAway);
            }
        } while (!wanted.compareAndSet(seen, 0));
    }

    private void send() throws IOException {
        boolean more = true;
        while (more && !closed.get() && out.isReady()) {
            byte[] frame = frames.poll();
            if (frame != null) {
                out.write(frame);
            } else {
                more = readOn();
            }
        }
    }

    /** @return false if there is nothing to send for now */
    private boolean readOn() throws IOException {
        if (heartbeat) {
            heartbeat = false;
            frames.add(": alive\n\n".getBytes(StandardCharsets.UTF_8));
        }
        EventRows.Head head = events.head(job).orElse(null);
        if (head == null) {
            close();
            return false;
        }
        List<EventRow> page = events.between(job, position, head.lastEvent(), PAGE);
        if (!page.isEmpty()) {
            frames.add(text(page).getBytes(StandardCharsets.UTF_8));
        }
        position = page.size() == PAGE ? page.get(PAGE - 1).id() : Math.max(position, head.lastEvent());
        if (!frames.isEmpty()) {
            return true;
        }
        if (head.status().isTerminal()) {
            close();
        } else {
            out.flush();
        }
        return false;
    }

    private static String text(List<EventRow> page) {
        StringBuilder text = new StringBuilder();
        for (EventRow event : page) {
            text.append("id: ").append(event.id()).append("\nevent: ").append(event.type());
            text.append("\ndata: ").append(event.data()).append("\n\n");
        }
        return text.toString();
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            whenClosed.run();
            try {
                request.complete();
            } catch (IllegalStateException endedByTheServer) {
                // Then there is nothing left to end.
            }
        }
    }
}
