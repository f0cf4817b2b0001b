package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.Labels.ProblemType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Loads fakes, each of 100 bytes; a folder's name says what its model is for, and one that is {@code broken} has none. */
final class FakeLoader implements Classifier.Loader {

    static final long BYTES = 100;

    final List<Path> loads = new CopyOnWriteArrayList<>();
    final CountDownLatch loading = new CountDownLatch(1);
    volatile CountDownLatch holdLoads = new CountDownLatch(0);
    private final Map<Path, FakeClassifier> classifiers = new ConcurrentHashMap<>();
    private final Map<Path, CountDownLatch> holds = new ConcurrentHashMap<>();

    /** Batches of the model wait for the latch. */
    void hold(Path folder, CountDownLatch latch) {
        holds.put(folder, latch);
    }

    /** @return the one that was loaded last from the folder */
    FakeClassifier classifier(Path folder) {
        return classifiers.get(folder);
    }

    @Override
    public Classifier load(Path folder) {
        loads.add(folder);
        loading.countDown();
        try {
            holdLoads.await();
        } catch (InterruptedException exception) {
            throw new IllegalStateException(exception);
        }
        if (folder.endsWith("broken")) {
            throw new InvalidInputException("checkpoint", "model.safetensors is truncated");
        }
        ProblemType problem =
                ProblemType.of(folder.getFileName().toString()).orElse(ProblemType.SINGLE_LABEL_CLASSIFICATION);
        FakeClassifier classifier = new FakeClassifier(problem, holds.getOrDefault(folder, new CountDownLatch(0)));
        classifiers.put(folder, classifier);
        return classifier;
    }

    @Override
    public long bytes(Path folder) {
        return folder.endsWith("huge") ? Long.MAX_VALUE / 2 : BYTES;
    }
}
