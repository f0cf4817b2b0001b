package dev.tunewright.service.chore;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every node does chores. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChoreSettings.class)
class ChoreConfiguration {

    /** A receiver that is slow holds one of them. */
    private static final int THREADS = 4;

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration STOP = Duration.ofSeconds(15);

    @Bean
    @DependsOnDatabaseInitialization
    Chores chores(
            DataSource database,
            JdbcCustomization dialect,
            List<Task<?>> once,
            List<RecurringTask<?>> recurring,
            ChoreSettings settings,
            Clock clock) {
        List<Task<?>> triggered = once.stream()
                .filter(task -> !(task instanceof RecurringTask<?>))
                .toList();
        return new Chores(Scheduler.create(database, triggered)
                .startTasks(recurring)
                .tableName(ChoreQueue.TABLE)
                .jdbcCustomization(dialect)
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed("chores-" + UUID.randomUUID()))
                .threads(THREADS)
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(STOP)
                .build());
    }
}
