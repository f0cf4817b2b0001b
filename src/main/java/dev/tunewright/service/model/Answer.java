package dev.tunewright.service.model;

import dev.tunewright.service.job.JobDirectory;
import java.util.List;

/**
 * What a model says to a request, before it takes the shape that the client asked for.
 *
 * @param job whose output the model is
 * @param labels names of the class ids
 * @param predictions one for each row, in their order
 */
record Answer(JobDirectory.Entry job, List<String> labels, List<Prediction> predictions, Timing timing) {}
