package dev.tunewright.service.job;

import dev.tunewright.engine.runner.TrainTask;

/** Turns what a job names into local folders and files. */
public interface JobSpecResolver {

    /** @throws dev.tunewright.engine.InvalidInputException with every reference that leads nowhere */
    TrainTask resolve(JobSpec spec);
}
