package dev.tunewright.service.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.tunewright.service.job.JobQueued;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.event.TransactionalEventListener;

/** Takes jobs from the queue once the node is up; before it goes down, lets its trainers stop with a checkpoint. */
final class WorkerLifecycle implements SmartLifecycle {

    private final Scheduler scheduler;
    private final Worker worker;
    private volatile boolean running;

    WorkerLifecycle(Scheduler scheduler, Worker worker) {
        this.scheduler = scheduler;
        this.worker = worker;
    }

    /** Spares a job that was posted to this node the wait for the next look at the queue. */
    @TransactionalEventListener(fallbackExecution = true)
    void onQueued(JobQueued hint) {
        if (running) {
            scheduler.triggerCheckForDueExecutions();
        }
    }

    @Override
    public void start() {
        scheduler.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        worker.stopAll();
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server, whose streams end with their jobs; after everything else it stands on. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 512;
    }
}
