package dev.tunewright.service;

/** What a node does; {@code tunewright.roles} lists them, all by default. */
public enum Role {
    /** Answers {@code /jobs} and what lies under it. */
    API,
    /** Runs trainers. */
    WORKER,
    /** Answers {@code /predict}. */
    PREDICT
}
