package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.beans.factory.DisposableBean;

/** The loaded models: each loaded once, the least recently used let go first, and none while a request uses it. */
class ModelRegistry implements DisposableBean {

    private final ArtifactStore artifacts;
    private final Classifier.Loader loader;
    private final PredictSettings settings;
    private final PredictMetrics metrics;
    private final Map<String, Slot> slots = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Slot {
        private final CompletableFuture<ServedModel> model = new CompletableFuture<>();
        private int users;
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
    }

    /**
     * Loads the job's model unless it is loaded; a request that comes meanwhile waits for the same load.
     *
     * @throws ModelLoadException if it cannot be loaded; the next request tries again
     */
    Lease acquire(JobDirectory.Entry job) {
        String key = JobArtifacts.prefix(job) + "/model";
        Slot slot;
        boolean first;
        synchronized (slots) {
            Slot present = slots.get(key);
            first = present == null;
            slot = present == null ? new Slot() : present;
            slot.users++;
            slots.put(key, slot);
        }
        if (first) {
            load(key, slot);
        }
        Lease lease = new Lease(slot);
        try {
            lease.model();
            return lease;
        } catch (CompletionException failure) {
            lease.close();
            throw failure(job, failure.getCause() == null ? failure : failure.getCause());
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

    /** A store that is away says nothing of the model. */
    private static RuntimeException failure(JobDirectory.Entry job, Throwable cause) {
        return cause instanceof UncheckedIOException io && io.getCause() instanceof StoreUnavailableException
                ? new UncheckedIOException(io.getCause())
                : new ModelLoadException(job, cause);
    }

    private void load(String key, Slot slot) {
        try (ArtifactStore.Hold hold = artifacts.hold()) {
            Classifier classifier =
                    loader.load(artifacts.find(key).orElseThrow(() -> new IOException("there is no artifact " + key)));
            slot.model.complete(new ServedModel(key, classifier, settings, metrics));
            metrics.loaded(1);
        } catch (IOException failure) {
            fail(key, slot, new UncheckedIOException(failure));
        } catch (RuntimeException | Error failure) {
            fail(key, slot, failure);
        }
    }

    private void fail(String key, Slot slot, Throwable failure) {
        synchronized (slots) {
            slots.remove(key, slot);
        }
        slot.model.completeExceptionally(failure);
    }

    private void release(Slot slot) {
        List<Slot> idle = new ArrayList<>();
        synchronized (slots) {
            slot.users--;
            Iterator<Slot> oldestFirst = slots.values().iterator();
            while (slots.size() > settings.maxModels() && oldestFirst.hasNext()) {
                Slot candidate = oldestFirst.next();
                if (candidate.users == 0) {
                    oldestFirst.remove();
                    idle.add(candidate);
                }
            }
        }
        idle.forEach(this::close);
    }

    private void close(Slot slot) {
        slot.model.thenAccept(model -> {
            model.close();
            metrics.loaded(-1);
        });
    }
}
