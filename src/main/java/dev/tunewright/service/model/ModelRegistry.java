package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.DisposableBean;

/**
 * The loaded models: each loaded once, however many ask for it, and the least recently used let go when memory is wanted, but none while
 * a request uses it.
 */
class ModelRegistry implements DisposableBean {

    private final ArtifactStore artifacts;
    private final Classifier.Loader loader;
    private final PredictSettings settings;
    private final PredictMetrics metrics;
    private final long maxBytes;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);
    private final Executor forwards = oneThread();

    /** A model, or one that is being loaded. */
    private static final class Slot {
        private final CompletableFuture<ServedModel> model = new CompletableFuture<>();
        private int users;
        private long bytes;
    }

    /** A model in use; it stays loaded until this is closed. */
    final class Lease implements AutoCloseable {

        private final Slot slot;

        private Lease(Slot slot) {
            this.slot = slot;
        }

        ServedModel model() {
            return slot.model.join();
        }

        @Override
        public void close() {
            release(slot);
        }
    }

    ModelRegistry(ArtifactStore artifacts, Classifier.Loader loader, PredictSettings settings, PredictMetrics metrics) {
        this.artifacts = artifacts;
        this.loader = loader;
        this.settings = settings;
        this.metrics = metrics;
        this.maxBytes = settings.maxMemoryBytes();
    }

    /**
     * Loads the job's model unless it is loaded. A request that comes meanwhile waits for the same load, and the load goes on when nobody
     * waits for it any more.
     *
     * @throws ModelLoadException if it cannot be loaded; the next request tries again
     * @throws dev.tunewright.service.web.ApiException with status 504 if it is not loaded in the caller's time
     */
    Lease acquire(JobDirectory.Entry job, Caller caller) {
        Slot slot;
        boolean first;
        synchronized (slots) {
            Slot present = slots.get(key(job));
            first = present == null;
            slot = present == null ? new Slot() : present;
            slot.users++;
            slots.put(key(job), slot);
        }
        if (first) {
            // A thread that has ended has no threads of OpenMP's: see oneThread.
            newThread(() -> load(job, slot), "model-load").start();
        }
        try {
            slot.model.get(caller.remainingNanos(), TimeUnit.NANOSECONDS);
            return new Lease(slot);
        } catch (ExecutionException failure) {
            release(slot);
            throw failure(job, failure.getCause() == null ? failure : failure.getCause());
        } catch (TimeoutException late) {
            release(slot);
            throw caller.late();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            release(slot);
            throw caller.late();
        }
    }

    /** @return whether a request would find the job's model ready */
    boolean isLoaded(JobDirectory.Entry job) {
        synchronized (slots) {
            return slots.entrySet().stream()
                    .anyMatch(slot -> slot.getKey().equals(key(job))
                            && slot.getValue().model.isDone());
        }
    }

    @Override
    public void destroy() {
        List<Slot> all;
        synchronized (slots) {
            all = List.copyOf(slots.values());
            slots.clear();
        }
        all.forEach(this::close);
    }

    /**
     * Computes for all models. Each pass uses all cores, by threads that OpenMP keeps for each thread that has ever computed. As soon as
     * there are more of them than cores they sleep, rather than spin, between a pass's many small parts, and a text takes twice as
     * long: so there is one thread, which ends when nobody has asked for a minute.
     */
    private static Executor oneThread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> newThread(task, "predict"));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** @return one that does not keep the process from ending */
    static Thread newThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static String key(JobDirectory.Entry job) {
        return JobArtifacts.prefix(job) + "/model";
    }

    /** A store that is away says nothing of the model. */
    private static RuntimeException failure(JobDirectory.Entry job, Throwable cause) {
        return cause instanceof UncheckedIOException io && io.getCause() instanceof StoreUnavailableException
                ? new UncheckedIOException(io.getCause())
                : new ModelLoadException(job, cause);
    }

    private void load(JobDirectory.Entry job, Slot slot) {
        String key = key(job);
        long begun = System.nanoTime();
        try (ArtifactStore.Hold hold = artifacts.hold()) {
            Path folder = artifacts.find(key).orElseThrow(() -> new IOException("there is no artifact " + key));
            makeRoom(slot, loader.bytes(folder));
            ServedModel model = new ServedModel(job, loader.load(folder), forwards, settings, metrics);
            metrics.loaded(slot.bytes, Duration.ofNanos(System.nanoTime() - begun));
            slot.model.complete(model);
        } catch (IOException failure) {
            fail(key, slot, new UncheckedIOException(failure));
        } catch (RuntimeException | Error failure) {
            fail(key, slot, failure);
        }
    }

    private void makeRoom(Slot slot, long bytes) {
        if (bytes > maxBytes) {
            throw new InvalidInputException(
                    "model",
                    "needs " + bytes + " bytes of memory, more than all models may have together: " + maxBytes
                            + "; raise tunewright.predict.max-memory");
        }
        List<Slot> idle;
        synchronized (slots) {
            slot.bytes = bytes;
            idle = removeIdle();
        }
        idle.forEach(this::close);
    }

    private void fail(String key, Slot slot, Throwable failure) {
        synchronized (slots) {
            slots.remove(key, slot);
        }
        slot.model.completeExceptionally(failure);
    }

    private void release(Slot slot) {
        List<Slot> idle;
        synchronized (slots) {
            slot.users--;
            idle = removeIdle();
        }
        idle.forEach(this::close);
    }

    /** @return models that nobody uses, least recently used first, until the rest is within the limit */
    private List<Slot> removeIdle() {
        List<Slot> idle = new ArrayList<>();
        long bytes = slots.values().stream().mapToLong(slot -> slot.bytes).sum();
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (bytes > maxBytes && oldestFirst.hasNext()) {
            Slot candidate = oldestFirst.next();
            if (candidate.users == 0) {
                oldestFirst.remove();
                idle.add(candidate);
                bytes -= candidate.bytes;
            }
        }
        return idle;
    }

    private void close(Slot slot) {
        slot.model.thenAccept(model -> {
            model.close();
            metrics.letGo(slot.bytes);
        });
    }
}
