package dev.tunewright.service.job;

/** How an attempt ended. */
public sealed interface AttemptResult {

    /** Everything is stored. @param modelStep global step that the kept model is from */
    record Succeeded(int modelStep) implements AttemptResult {}

    /** The job cannot be trained; another attempt would end the same way. */
    record Failed(JobError error) implements AttemptResult {}

    /** The attempt was lost, the job is not: another attempt may follow. */
    record Lost(JobError error) implements AttemptResult {}

    /** It was asked to stop and did, with a checkpoint where there was time for one. */
    record Stopped() implements AttemptResult {}
}
