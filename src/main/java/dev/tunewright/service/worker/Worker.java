package dev.tunewright.service.worker;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.hub.HubException;
import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.engine.runner.TrainSpec;
import dev.tunewright.engine.runner.TrainTask;
import dev.tunewright.service.job.Attempt;
import dev.tunewright.service.job.AttemptResult;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.JobDeleted;
import dev.tunewright.service.job.JobError;
import dev.tunewright.service.job.JobJson;
import dev.tunewright.service.job.JobSpecResolver;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.Staging;
import dev.tunewright.service.storage.StoreUnavailableException;
import dev.tunewright.service.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.FileSystemUtils;

/** Runs attempts, each in a process of its own, from the job's specification to its model in the artifact store. */
final class Worker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final JobSpecResolver resolver;
    private final TrainerLauncher launcher;
    private final EventRelay.Node node;
    private final Staging work;
    private final Path home;
    private final Traces traces;
    private final Set<TrainerProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    /**
     * @param work where trainers write; what a worker leaves there that was killed is gone with the next start
     * @param home where the logs of attempts lie
     */
    Worker(
            JobSpecResolver resolver,
            TrainerLauncher launcher,
            EventRelay.Node node,
            Staging work,
            Path home,
            Traces traces) {
        this.resolver = resolver;
        this.launcher = launcher;
        this.node = node;
        this.work = work;
        this.home = home;
        this.traces = traces;
    }

    /** Takes as long as the training; holds no transaction. */
    AttemptResult run(Attempt attempt, Device device) throws InterruptedException {
        // The trainer reads its inputs until its end: what is a copy of the store's stays on this node so long.
        try (ArtifactStore.Hold inputs = node.artifacts().hold()) {
            return resolveAndTrain(attempt, device);
        }
    }

    private AttemptResult resolveAndTrain(Attempt attempt, Device device) throws InterruptedException {
        TrainTask task;
        try (Traces.Phase download = traces.phase("download")) {
            task = resolver.resolve(
                    attempt.spec(), attempt.pins(), new DownloadWatch(attempt, node.attempts(), () -> closing));
        } catch (CancellationException unwanted) {
            return new AttemptResult.Stopped();
        } catch (InvalidInputException invalid) {
            return new AttemptResult.Failed(new JobError("invalid_input", invalid.getMessage(), false));
        } catch (HubException failure) {
            LOG.warn("inputs of job {} cannot be downloaded: {}", attempt.jobId(), failure.getMessage());
            JobError error = new JobError(failure.code(), failure.getMessage(), failure.retryable());
            return failure.retryable() ? new AttemptResult.Lost(error) : new AttemptResult.Failed(error);
        } catch (UncheckedIOException failure) {
            return lost(attempt, Objects.requireNonNull(failure.getCause()));
        } catch (RuntimeException unavailable) {
            LOG.warn("inputs of job {} cannot be had", attempt.jobId(), unavailable);
            return new AttemptResult.Lost(
                    new JobError("input_unavailable", String.valueOf(unavailable.getMessage()), true));
        }
        try (WorkFolder folder = WorkFolder.create(work.folder(), home, attempt)) {
            return train(attempt, task, device, folder);
        } catch (IOException failure) {
            return closing ? new AttemptResult.Stopped() : lost(attempt, failure);
        }
    }

    private static AttemptResult lost(Attempt attempt, IOException failure) {
        LOG.warn("attempt {} of job {} could not read or write a file", attempt.number(), attempt.jobId(), failure);
        String code = failure instanceof StoreUnavailableException ? "store_unavailable" : "worker_io";
        String message = "the worker could not read or write a file: " + failure;
        return new AttemptResult.Lost(new JobError(code, message, true));
    }

    private AttemptResult train(Attempt attempt, TrainTask task, Device device, WorkFolder folder)
            throws IOException, InterruptedException {
        Path checkpoint = node.store()
                .until(
                        "the last checkpoint of job " + attempt.jobId(),
                        () -> isWanted(attempt),
                        () -> node.artifacts().lastCheckpoint(attempt.jobId()))
                .orElse(null);
        TrainSpec.Origin origin =
                new TrainSpec.Origin(JobJson.readObject(JobJson.write(attempt.spec())), attempt.number());
        TrainSpec spec = new TrainSpec(task, folder.output(), device.engineName(), checkpoint, origin);
        try (TrainerPhases phases = new TrainerPhases(traces);
                TrainerProcess trainer = launcher.start(spec, device, folder)) {
            running.add(trainer);
            if (closing) {
                trainer.stop();
            }
            try {
                return follow(attempt, trainer, folder, phases);
            } finally {
                running.remove(trainer);
            }
        }
    }

    private AttemptResult follow(Attempt attempt, TrainerProcess trainer, WorkFolder folder, TrainerPhases phases)
            throws IOException, InterruptedException {
        try (TrainerOutput output =
                new TrainerOutput(trainer.output(), "trainer-" + attempt.jobId(), folder.waitingEvents())) {
            EventRelay relay = new EventRelay(attempt, trainer, output, node, phases);
            relay.run();
            TrainerExit exit = TrainerExit.of(
                    trainer.awaitExit(), relay.last(), trainer.isStopping() || relay.isFenced(), folder.logTail());
            node.meters().ended(exit, output.garbageLines());
            LOG.info("attempt {} of job {}: {}", attempt.number(), attempt.jobId(), exit);
            return result(attempt, relay, exit);
        }
    }

    private boolean isWanted(Attempt attempt) {
        return !closing && node.attempts().verdict(attempt) == Attempts.Verdict.GO_ON;
    }

    private AttemptResult result(Attempt attempt, EventRelay relay, TrainerExit exit)
            throws IOException, InterruptedException {
        AttemptResult overruled = relay.overruled();
        if (exit instanceof TrainerExit.Finished finished) {
            return keep(attempt, relay, finished.event());
        } else if (overruled != null) {
            return overruled;
        } else if (exit instanceof TrainerExit.Failed failed) {
            return failed.error().retryable()
                    ? new AttemptResult.Lost(failed.error())
                    : new AttemptResult.Failed(failed.error());
        } else if (exit instanceof TrainerExit.Garbled garbled) {
            return new AttemptResult.Failed(garbled.error());
        } else if (exit instanceof TrainerExit.Killed killed) {
            return new AttemptResult.Lost(killed.error());
        } else if (exit instanceof TrainerExit.Crashed crashed) {
            return new AttemptResult.Lost(crashed.error());
        }
        return new AttemptResult.Stopped();
    }

    private AttemptResult keep(Attempt attempt, EventRelay relay, TrainEvent.Finished finished)
            throws IOException, InterruptedException {
        try (Traces.Phase storing = traces.phase("store")) {
            return node.store().until("the model of job " + attempt.jobId(), relay::isWanted, () -> {
                node.artifacts().keepModel(attempt, finished.model());
                return new AttemptResult.Succeeded(finished.step());
            });
        }
    }

    /** Removes what this node keeps of a job that is gone. */
    @TransactionalEventListener(fallbackExecution = true)
    void onDeleted(JobDeleted gone) throws IOException {
        FileSystemUtils.deleteRecursively(WorkFolder.logs(home, gone.jobId()));
        FileSystemUtils.deleteRecursively(work.folder().resolve(gone.jobId().toString()));
    }

    @Override
    public void close() throws IOException {
        work.close();
    }

    /** Asks every trainer of this node to stop with a checkpoint; their jobs go back to the queue. */
    void stopAll() {
        closing = true;
        running.forEach(TrainerProcess::stop);
    }
}
