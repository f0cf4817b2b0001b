package dev.tunewright.service.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.AutodetectJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** Every node may put jobs into the queue; only workers take them out. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

    /** Microseconds, which is what both databases keep. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    }

    @Bean
    JdbcCustomization queueDialect(DataSource database) throws MetaDataAccessException {
        String product = JdbcUtils.extractDatabaseMetaData(database, meta -> meta.getDatabaseProductName());
        return "H2".equals(product) ? new H2QueueDialect() : new AutodetectJdbcCustomization(database);
    }

    /** Takes part in the caller's transaction. */
    @Bean
    @Primary
    @DependsOnDatabaseInitialization
    SchedulerClient queueClient(DataSource database, JdbcCustomization dialect) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .jdbcCustomization(dialect)
                .enablePriority()
                .build();
    }
}
