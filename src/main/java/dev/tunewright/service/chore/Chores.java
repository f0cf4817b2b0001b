package dev.tunewright.service.chore;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.event.TransactionalEventListener;

/** Does the chores that are due, on every node; each is done by one node at a time. */
final class Chores implements SmartLifecycle {

    private final Scheduler scheduler;
    private volatile boolean running;

    Chores(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onAdded(ChoreQueue.Added hint) {
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
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the worker, whose last words are told; before the web server and the database. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 768;
    }
}
