package dev.tunewright.service.worker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code tunewright.worker.*}; how often a job is tried again stands in the job package.
 *
 * @param devices {@code auto}, or one slot each, such as {@code cpu} or {@code cuda:0}
 * @param name as jobs show it; default, the host's name
 * @param trainerHeap bound of a trainer's Java heap ({@code -Xmx}); its tensors lie outside
 * @param stopGrace how long a trainer that was asked to stop may take to write its checkpoint
 * @param pollInterval how often the queue is looked at
 * @param heartbeatInterval how often a worker tells that it lives
 * @param missedHeartbeats after so many, its attempts are taken to be lost
 * @param hangTimeout a trainer that tells nothing for so long is ended
 * @param nonFiniteSteps so many steps in a row whose loss is no number end a job; 0: never
 * @param storePatience how long an artifact store may be full or away before an attempt is given up for it
 */
@ConfigurationProperties("tunewright.worker")
record WorkerSettings(
        @DefaultValue("auto") List<String> devices,
        @Nullable String name,
        @DefaultValue("1g") String trainerHeap,
        @DefaultValue("60s") Duration stopGrace,
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("5s") Duration heartbeatInterval,
        @DefaultValue("6") int missedHeartbeats,
        @DefaultValue("30m") Duration hangTimeout,
        @DefaultValue("50") int nonFiniteSteps,
        @DefaultValue("1h") Duration storePatience) {

    String nameOrHost() {
        if (name != null) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException noName) {
            return "worker";
        }
    }

    TrainerWatch.Limits limits() {
        return new TrainerWatch.Limits(hangTimeout, nonFiniteSteps);
    }
}
