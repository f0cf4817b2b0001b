package dev.tunewright.service.metric;

import dev.tunewright.service.job.JobChanged;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * All clients that follow jobs on this node. A hint from this node's relays wakes the followers of that job at once; what
 * other nodes write is found by one look each second at the heads of all followed jobs.
 */
@Component
class LiveStreams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
    private static final int THREADS = 4;
    private static final int TICKS_BETWEEN_BEATS = 15;

    private final EventRows events;
    private final Map<UUID, Set<LiveStream>> followers = new ConcurrentHashMap<>();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "live-stream");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong ticks = new AtomicLong();
    private volatile boolean running;

    LiveStreams(EventRows events) {
        this.events = events;
    }

    /** @param after id of the last event that the client has */
    void open(UUID job, long after, AsyncContext request) throws IOException {
        request.setTimeout(0);
        LiveStream[] stream = new LiveStream[1];
        stream[0] = new LiveStream(job, after, events, request, () -> remove(stream[0]));
        followers.compute(job, (id, streams) -> {
            Set<LiveStream> all = streams == null ? ConcurrentHashMap.newKeySet() : streams;
            all.add(stream[0]);
            return all;
        });
        request.getResponse().getOutputStream().setWriteListener(stream[0]);
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onChange(JobChanged change) {
        followers.getOrDefault(change.jobId(), Set.of()).forEach(this::wake);
    }

    private void wake(LiveStream stream) {
        if (running) {
            threads.execute(stream::drain);
        }
    }

    private void tick() {
        try {
            if (ticks.incrementAndGet() % TICKS_BETWEEN_BEATS == 0) {
                followers.values().forEach(streams -> streams.forEach(stream -> threads.execute(stream::beat)));
            }
            Map<UUID, EventRows.Head> heads = events.heads(followers.keySet());
            followers.forEach((job, streams) -> {
                EventRows.Head head = heads.get(job);
                streams.stream()
                        .filter(stream -> head == null || stream.isBehind(head))
                        .forEach(this::wake);
            });
        } catch (RuntimeException databaseAway) {
            LOG.warn("followers of jobs wait: {}", databaseAway.toString());
        }
    }

    private void remove(LiveStream stream) {
        followers.computeIfPresent(stream.job(), (id, streams) -> {
            streams.remove(stream);
            return streams.isEmpty() ? null : streams;
        });
    }

    @Override
    public void start() {
        running = true;
        threads.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    /** Before the web server waits for its open requests to end. */
    @Override
    public void stop() {
        running = false;
        threads.shutdown();
        followers.values().stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet())
                .forEach(LiveStream::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
