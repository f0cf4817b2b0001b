package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tunewright.service.job.JobDeletion;
import dev.tunewright.service.job.JobNotFoundException;
import dev.tunewright.service.web.ApiException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class StoredModelAliasesTest {

    private JdbcClient jdbc;
    private StoredModelAliases aliases;

    @BeforeEach
    void migrate() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource((DataSource) database).load().migrate();
        jdbc = JdbcClient.create(database);
        aliases = new StoredModelAliases(jdbc, Clock.systemUTC());
    }

    @Test
    void aliasIsFoundWhereItWasLastPointed() {
        UUID first = job();
        UUID second = job();
        assertThat(aliases.find("live")).isEmpty();
        aliases.point("live", first);
        aliases.point("live", second);
        aliases.point("also", second);
        assertThat(aliases.find("live")).contains(second);
        assertThat(aliases.all()).extracting(ModelAliases.Alias::name).containsExactly("also", "live");
        assertThat(aliases.remove("live")).isTrue();
        assertThat(aliases.remove("live")).isFalse();
    }

    @Test
    void racingPointersAllSucceed() {
        List<UUID> jobs = IntStream.range(0, 8).mapToObj(i -> job()).toList();
        CompletableFuture.allOf(jobs.stream()
                        .map(job -> CompletableFuture.runAsync(() -> aliases.point("live", job)))
                        .toArray(CompletableFuture[]::new))
                .join();
        assertThat(jobs).contains(aliases.find("live").orElseThrow());
    }

    @Test
    void aliasOfNoJobIsRefused() {
        assertThatExceptionOfType(JobNotFoundException.class)
                .isThrownBy(() -> aliases.point("live", UUID.randomUUID()));
    }

    @Test
    void jobThatIsServedIsKept() {
        UUID job = job();
        aliases.point("live", job);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> aliases.keepJobsThatAreServed(new JobDeletion(job)))
                .withMessageContaining("live")
                .withMessageContaining("DELETE /models/{alias}");
        aliases.remove("live");
        assertThatNoException().isThrownBy(() -> aliases.keepJobsThatAreServed(new JobDeletion(job)));
    }

    private UUID job() {
        UUID id = UUID.randomUUID();
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        jdbc.sql(
                        "insert into job (id, name, status, spec, arguments, priority, attempt, batch, execution, crashes,"
                                + " created_at, queued_at, step, max_steps, epoch, cancel_requested, last_event, ran_millis)"
                                + " values (:id, 'job', 'succeeded', '{}', '{}', 0, 1, 0, 0, 0, :now, :now, 1, 1, 1, false, 1, 0)")
                .param("id", id)
                .param("now", now)
                .update();
        return id;
    }
}
