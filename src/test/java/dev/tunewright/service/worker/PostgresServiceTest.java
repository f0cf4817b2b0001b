package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** On a real PostgreSQL server, started from its own binaries. */
class PostgresServiceTest extends ServiceContract {

    @Override
    Map<String, Object> freshDatabase() {
        return SharedPostgres.freshDatabase();
    }

    /** With what PostgreSQL knows of a table of one row, it may run a query inside a query, and its limit, once for each row. */
    @Test
    void nodeTakesNoMoreJobsThanItHasDevices() {
        JdbcTemplate jdbc = node.context.getBean(JdbcTemplate.class);
        Scheduler scheduler = node.context.getBean(Scheduler.class);
        scheduler.pause();
        Map<String, Object> longJob = Map.of("steps", 100_000, "delay_ms", 20);
        node.submit(longJob);
        jdbc.execute("vacuum analyze scheduled_tasks");
        for (int more = 0; more < 8; more++) {
            node.submit(longJob);
        }
        scheduler.resume();
        await().until(() -> node.list("/jobs?status=running", "data").size() == 2);
        assertThat(jdbc.queryForObject("select count(*) from scheduled_tasks where picked", Integer.class))
                .isEqualTo(2);
    }
}
