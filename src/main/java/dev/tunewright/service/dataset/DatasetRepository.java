package dev.tunewright.service.dataset;

import dev.tunewright.service.web.Cursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The rows of uploaded data sets. Those that are not ready are found by nobody. */
@Repository
class DatasetRepository {

    /** Its spelling outlives the settings of the HTTP side. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final String SELECT = "select id, name, content, created_at from dataset where ready = true";

    private final JdbcClient jdbc;

    DatasetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An earlier upload of the same key. */
    record Keyed(UUID id, String requestHash) {}

    /** Before its files are stored. */
    void announce(StoredDataset dataset, @Nullable String idempotencyKey, String requestHash) {
        jdbc.sql("insert into dataset (id, name, ready, content, created_at, idempotency_key, request_hash)"
                        + " values (:id, :name, false, :content, :created, :key, :hash)")
                .param("id", dataset.id())
                .param("name", dataset.name())
                .param("content", MAPPER.writeValueAsString(dataset.content()))
                .param("created", dataset.createdAt().atOffset(ZoneOffset.UTC))
                .param("key", idempotencyKey)
                .param("hash", requestHash)
                .update();
    }

    /** @return false if it is gone */
    boolean setReady(UUID id, boolean ready) {
        return jdbc.sql("update dataset set ready = :ready where id = :id")
                        .param("ready", ready)
                        .param("id", id)
                        .update()
                == 1;
    }

    void delete(UUID id) {
        jdbc.sql("delete from dataset where id = :id and ready = false")
                .param("id", id)
                .update();
    }

    Optional<StoredDataset> find(UUID id) {
        return jdbc.sql(SELECT + " and id = :id")
                .param("id", id)
                .query(DatasetRepository::read)
                .optional();
    }

    /** @return whether it is there; then nobody else may delete it until the transaction ends */
    boolean lock(UUID id) {
        return jdbc.sql("select id from dataset where id = :id and ready = true for update")
                .param("id", id)
                .query(UUID.class)
                .optional()
                .isPresent();
    }

    Optional<Keyed> findByKey(String idempotencyKey) {
        return jdbc.sql("select id, request_hash from dataset where idempotency_key = :key and ready = true")
                .param("key", idempotencyKey)
                .query((row, number) -> new Keyed(row.getObject("id", UUID.class), row.getString("request_hash")))
                .optional();
    }

    /** @return newest first */
    List<StoredDataset> list(@Nullable String name, @Nullable Cursor after, int limit) {
        String sql = SELECT
                + (name == null ? "" : " and name = :name")
                + (after == null ? "" : " and (created_at < :created or created_at = :created and id < :id)")
                + " order by created_at desc, id desc fetch first :limit rows only";
        JdbcClient.StatementSpec statement = jdbc.sql(sql).param("limit", limit);
        if (name != null) {
            statement = statement.param("name", name);
        }
        if (after != null) {
            statement = statement
                    .param("created", after.createdAt().atOffset(ZoneOffset.UTC))
                    .param("id", after.id());
        }
        return statement.query(DatasetRepository::read).list();
    }

    /** @return those whose files were not stored or not removed to the end, since before that time */
    List<UUID> abandoned(Instant before) {
        return jdbc.sql("select id from dataset where ready = false and created_at < :before")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
    }

    /** @return those uploaded before that time and named by no job since */
    List<UUID> unusedSince(Instant before) {
        return jdbc.sql("select d.id from dataset d where d.ready = true and d.created_at < :before and not exists"
                        + " (select 1 from dataset_use u join job j on j.id = u.job_id"
                        + " where u.dataset_id = d.id and j.created_at >= :before)")
                .param("before", before.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
    }

    void addUse(UUID id, UUID job) {
        jdbc.sql("insert into dataset_use (dataset_id, job_id) values (:id, :job)")
                .param("id", id)
                .param("job", job)
                .update();
    }

    /** @return jobs that have not ended, the first few */
    List<UUID> unfinishedJobs(UUID id) {
        return jdbc.sql("select j.id from dataset_use u join job j on j.id = u.job_id"
                        + " where u.dataset_id = :id and j.status in ('queued', 'running')"
                        + " order by j.created_at fetch first 3 rows only")
                .param("id", id)
                .query(UUID.class)
                .list();
    }

    private static StoredDataset read(ResultSet row, int number) throws SQLException {
        return new StoredDataset(
                row.getObject("id", UUID.class),
                row.getString("name"),
                MAPPER.readValue(row.getString("content"), StoredDataset.Content.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
