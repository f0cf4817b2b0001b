package dev.tunewright.service.job;

import dev.tunewright.engine.runner.TrainTask;

/** Brings everything that a job refers to into local folders; may download. */
public interface JobSpecResolver {

    /** @throws dev.tunewright.engine.InvalidInputException if something it refers to is not there or cannot be read */
    TrainTask resolve(JobSpec spec);
}
