package dev.tunewright.service.job;

import dev.tunewright.engine.hub.DownloadListener;
import dev.tunewright.engine.runner.TrainTask;

/** Brings everything that a job refers to into local folders; may download. */
public interface JobSpecResolver {

    /**
     * @param pins what the job was admitted with
     * @param listener told of downloads; what it throws ends them
     * @throws dev.tunewright.engine.InvalidInputException if something it refers to is not there or cannot be read
     * @throws dev.tunewright.engine.hub.HubException if the hub does not give something
     */
    TrainTask resolve(JobSpec spec, HubPins pins, DownloadListener listener);
}
