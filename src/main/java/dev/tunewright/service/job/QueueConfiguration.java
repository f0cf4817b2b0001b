package dev.tunewright.service.job;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** Every node may put jobs into the queue; only workers take them out. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RetrySettings.class)
class QueueConfiguration {

    /**
     * Rows are locked by a query of their own. In one with the update, db-scheduler's default, PostgreSQL runs the limited query once for each row of the
     * table where that looks cheap: a node then takes all jobs that wait, and starts most of them long after others took it for dead.
     */
    private static final boolean LOCKS_FIRST = true;

    /** Columns with a time zone need no conversion. */
    private static final boolean IN_UTC = false;

    @Bean
    static PostgresDefaults postgresDefaults() {
        return new PostgresDefaults();
    }

    @Bean(initMethod = "start")
    DatabaseClock clock(DataSource database) {
        JdbcClient jdbc = JdbcClient.create(database);
        return new DatabaseClock(() -> now(jdbc), System::nanoTime);
    }

    private static Instant now(JdbcClient jdbc) {
        return jdbc.sql("select current_timestamp")
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    @Bean
    JdbcCustomization queueDialect(DataSource database) throws MetaDataAccessException {
        String product = JdbcUtils.extractDatabaseMetaData(database, meta -> meta.getDatabaseProductName());
        return "H2".equals(product) ? new H2QueueDialect() : new PostgreSqlJdbcCustomization(LOCKS_FIRST, IN_UTC);
    }

    @Bean
    Serializer queueText() {
        return new QueueText();
    }

    /** Takes part in the caller's transaction. */
    @Bean
    @Primary
    @DependsOnDatabaseInitialization
    SchedulerClient queueClient(DataSource database, JdbcCustomization dialect, Serializer serializer) {
        return SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .serializer(serializer)
                .jdbcCustomization(dialect)
                .enablePriority()
                .build();
    }
}
