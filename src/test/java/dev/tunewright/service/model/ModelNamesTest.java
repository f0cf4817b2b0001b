package dev.tunewright.service.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.tunewright.service.job.JobDirectory;
import dev.tunewright.service.job.JobStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessResourceFailureException;

@Timeout(60)
class ModelNamesTest {

    private final FakeJobs jobs = new FakeJobs();
    private final Aliases aliases = new Aliases();
    private final ModelNames names = new ModelNames(new TrainedJobs(jobs, aliases));

    @Test
    void newSuccessIsSeenWithinASecondOrSo() {
        JobDirectory.Entry first = jobs.add("a", JobStatus.SUCCEEDED);
        assertThat(names.named("a")).isEqualTo(first);
        JobDirectory.Entry second = jobs.add("a", JobStatus.SUCCEEDED);
        await().untilAsserted(() -> assertThat(names.named("a")).isEqualTo(second));
    }

    @Test
    void knownNameHoldsWhileTheDatabaseIsAway() {
        JobDirectory.Entry job = jobs.add("a", JobStatus.SUCCEEDED);
        names.named("a");
        aliases.away = true;
        int before = aliases.asked;
        await().untilAsserted(() -> {
            assertThat(names.named("a")).isEqualTo(job);
            assertThat(aliases.asked).isGreaterThan(before);
        });
        assertThatExceptionOfType(DataAccessResourceFailureException.class).isThrownBy(() -> names.named("b"));
    }

    @Test
    void changeOnThisNodeIsSeenAtOnce() {
        jobs.add("a", JobStatus.SUCCEEDED);
        names.named("a");
        JobDirectory.Entry second = jobs.add("a", JobStatus.SUCCEEDED);
        names.forget();
        assertThat(names.named("a")).isEqualTo(second);
    }

    /** A database that can be away, and has no aliases. */
    private static final class Aliases implements ModelAliases {

        private volatile boolean away;
        private volatile int asked;

        @Override
        public Optional<UUID> find(String name) {
            asked++;
            if (away) {
                throw new DataAccessResourceFailureException("away");
            }
            return Optional.empty();
        }

        @Override
        public List<Alias> all() {
            return List.of();
        }

        @Override
        public void point(String name, UUID jobId) {}

        @Override
        public boolean remove(String name) {
            return false;
        }
    }
}
