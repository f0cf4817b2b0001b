package dev.tunewright.service.job;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * What PostgreSQL's driver leaves open: without bounds a connection to a machine that vanished waits for ever, and rows of a
 * batch travel one by one. A setting in the URL counts more.
 */
final class PostgresDefaults implements BeanPostProcessor {

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
        }
        return bean;
    }
}
