package dev.tunewright.service.worker;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.stats.MicrometerStatsRegistry;
import dev.tunewright.engine.nn.OpenMp;
import dev.tunewright.service.ConditionalOnRole;
import dev.tunewright.service.Role;
import dev.tunewright.service.job.Attempts;
import dev.tunewright.service.job.DatabaseClock;
import dev.tunewright.service.job.JobQueue;
import dev.tunewright.service.job.JobSpecResolver;
import dev.tunewright.service.metric.AttemptRecorder;
import dev.tunewright.service.metric.Checkpoints;
import dev.tunewright.service.storage.ArtifactStore;
import dev.tunewright.service.storage.Staging;
import dev.tunewright.service.storage.TunewrightHome;
import dev.tunewright.service.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What only a node with the role {@code worker} has. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WORKER)
@EnableConfigurationProperties(WorkerSettings.class)
class WorkerConfiguration {

    @Bean
    TrainerProgram trainerProgram(TunewrightHome home) {
        return new TrainerProgram(
                System.getProperty("java.class.path"), home.path().resolve("cache/programs"));
    }

    @Bean
    @ConditionalOnMissingBean
    TrainerCommand trainerCommand(TrainerProgram program, WorkerSettings settings) {
        return new JavaTrainerCommand(program, settings.trainerHeap());
    }

    @Bean
    ProgramPreparation programPreparation(TrainerProgram program, TrainerCommand command, TunewrightHome home) {
        return new ProgramPreparation(program, command, home.path().resolve("cache"));
    }

    @Bean
    TrainerLauncher trainerLauncher(TrainerCommand command, WorkerSettings settings, Environment environment) {
        // With 5 what predicts has less of its core; with 19 a trainer hardly moves beside any busy process.
        boolean besidePredictions = Role.of(environment).contains(Role.PREDICT);
        return new TrainerLauncher(
                command,
                settings.stopGrace(),
                besidePredictions ? 10 : 5,
                besidePredictions ? System.getenv() : OpenMp.spinningLonger(System.getenv()));
    }

    @Bean
    EventRelay.Node relayNode(
            AttemptRecorder recorder,
            Attempts attempts,
            ArtifactStore store,
            Checkpoints checkpoints,
            MeterRegistry meters,
            WorkerSettings settings,
            Clock clock) {
        return new EventRelay.Node(
                recorder,
                attempts,
                new AttemptArtifacts(store, checkpoints),
                new RelayMeters(meters, clock),
                new StoreWait(settings.storePatience()),
                settings.limits());
    }

    @Bean
    Worker worker(
            JobSpecResolver resolver,
            TrainerLauncher launcher,
            EventRelay.Node node,
            TunewrightHome home,
            Traces traces)
            throws IOException {
        return new Worker(resolver, launcher, node, Staging.open(home.folder("work")), home.path(), traces);
    }

    @Bean
    Devices devices(WorkerSettings settings) {
        return Devices.of(settings.devices(), Gpus.of(System.getenv()));
    }

    @Bean
    TrainQueue trainQueue(
            JobQueue queue,
            Attempts attempts,
            Worker worker,
            Devices devices,
            WorkerSettings settings,
            DatabaseClock clock,
            Traces traces) {
        return new TrainQueue(queue, attempts, worker, devices, clock, settings, traces);
    }

    @Bean(destroyMethod = "")
    @DependsOnDatabaseInitialization
    Scheduler scheduler(
            DataSource database,
            JdbcCustomization dialect,
            Serializer serializer,
            TrainQueue queue,
            Devices devices,
            WorkerSettings settings,
            DatabaseClock clock,
            MeterRegistry meters) {
        var task = queue.task();
        Scheduler scheduler = Scheduler.create(database, task)
                .jdbcCustomization(dialect)
                .serializer(serializer)
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed(settings.nameOrHost()))
                .threads(devices.count())
                // Takes only what a free device can start now: what waits stays in the order of its priority.
                .pollUsingLockAndFetch(0.5, 1.0)
                .enablePriority()
                .pollingInterval(settings.pollInterval())
                .heartbeatInterval(settings.heartbeatInterval())
                .missedHeartbeatsLimit(settings.missedHeartbeats())
                .shutdownMaxWait(settings.stopGrace().multipliedBy(2))
                .statsRegistry(new MicrometerStatsRegistry(meters, List.of(task)))
                .build();
        // It waits until its clock says so, which after a step back may be long.
        clock.whenStepped(scheduler::triggerCheckForDueExecutions);
        return scheduler;
    }

    @Bean
    WorkerLifecycle workerLifecycle(Scheduler scheduler, Worker worker) {
        return new WorkerLifecycle(scheduler, worker);
    }
}
