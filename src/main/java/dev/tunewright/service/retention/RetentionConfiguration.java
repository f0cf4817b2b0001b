package dev.tunewright.service.retention;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.tunewright.service.storage.ArtifactStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One node after the other does a round; the queue of chores sees to it that no two do at once. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetentionSettings.class)
class RetentionConfiguration {

    @Bean
    OrphanedArtifacts orphanedArtifacts(ArtifactStore store, JdbcClient jdbc, RetentionSettings settings) {
        return new OrphanedArtifacts(store, jdbc, settings);
    }

    @Bean
    UnfinishedFiles unfinishedFiles(ArtifactStore store, RetentionSettings settings) {
        return new UnfinishedFiles(store, settings);
    }

    @Bean
    IdempotencyKeys idempotencyKeys(JdbcClient jdbc, RetentionSettings settings) {
        return new IdempotencyKeys(jdbc, settings);
    }

    @Bean
    RetentionRound retentionRound(List<RetentionRule> rules, MeterRegistry meters, Clock clock) {
        return new RetentionRound(rules, meters, clock);
    }

    @Bean
    RecurringTask<Void> retentionTask(RetentionRound round, RetentionSettings settings) {
        return Tasks.recurring("retention", FixedDelay.of(settings.interval()))
                .execute((instance, context) -> round.run());
    }
}
