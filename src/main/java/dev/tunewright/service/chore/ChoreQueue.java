package dev.tunewright.service.chore;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/**
 * Chores that wait, in a table of their own: those of the jobs' queue wait for a device, and these must not. Takes part in
 * the caller's transaction.
 */
@Component
@DependsOnDatabaseInitialization
public class ChoreQueue {

    static final String TABLE = "chore";

    /** A hint, after the commit and on this node alone, that a chore may be due. */
    record Added() {}

    private final SchedulerClient client;
    private final ApplicationEventPublisher hints;

    ChoreQueue(DataSource database, JdbcCustomization dialect, ApplicationEventPublisher hints) {
        this.client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .tableName(TABLE)
                .jdbcCustomization(dialect)
                .build();
        this.hints = hints;
    }

    /** Adds a chore once: one of the same task and name that waits already stays as it is. */
    public void add(String task, String name, Instant due) {
        client.scheduleIfNotExists(new TaskInstance<Void>(task, name), due);
        hints.publishEvent(new Added());
    }
}
