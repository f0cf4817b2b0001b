package dev.tunewright.service.job;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * What PostgreSQL's driver leaves open: without bounds a connection to a machine that vanished waits for ever, and rows of a
 * batch travel one by one. A setting in the URL counts more. And a node that freezes within a transaction must not keep its rows
 * locked until it thaws: the server ends what has been idle for {@value #IDLE_TRANSACTION}, unless {@code connection-init-sql} is
 * set (not an option of the connection's start, which PgBouncer refuses).
 */
final class PostgresDefaults implements BeanPostProcessor {

    private static final String IDLE_TRANSACTION = "20s";

    private static final Map<String, String> DEFAULTS = Map.of(
            "connectTimeout", "5",
            "socketTimeout", "60",
            "tcpKeepAlive", "true",
            "reWriteBatchedInserts", "true");

    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool
                && pool.getJdbcUrl() != null
                && pool.getJdbcUrl().startsWith("jdbc:postgresql:")) {
            DEFAULTS.forEach((key, value) -> {
                if (!pool.getJdbcUrl().contains(key + "=")) {
                    pool.getDataSourceProperties().putIfAbsent(key, value);
                }
            });
            if (pool.getConnectionInitSql() == null) {
                pool.setConnectionInitSql("SET idle_in_transaction_session_timeout = '" + IDLE_TRANSACTION + "'");
            }
        }
        return bean;
    }
}
