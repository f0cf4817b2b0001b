package dev.tunewright.service.metric;

import dev.tunewright.engine.runner.TrainEvent;
import dev.tunewright.service.job.JobEvent;
import dev.tunewright.service.job.JobJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run of trainer events comes to in the database: rows, whose ids count from 1 within the batch, and the new values
 * of the job's row. Events that a {@code started} makes void never share a batch with it.
 */
final class Batch {

    private final List<StepRow> steps = new ArrayList<>();
    private final List<JobEvent> events = new ArrayList<>();
    private final List<TrainEvent.Checkpointed> checkpoints = new ArrayList<>();
    private final int attempt;
    private final Instant now;
    private int size;
    private TrainEvent.@Nullable Started started;
    private TrainEvent.@Nullable Evaluated evaluated;
    private TrainEvent.@Nullable Best best;

    Batch(int attempt, List<TrainEvent> batch, Instant now) {
        this.attempt = attempt;
        this.now = now;
        batch.forEach(this::add);
    }

    private void add(TrainEvent event) {
        if (event instanceof TrainEvent.Step step) {
            steps.add(new StepRow(
                    ++size, step.step(), step.epoch(), step.loss(), step.learningRate(), step.gradNorm(), step.time()));
        } else if (event instanceof TrainEvent.Evaluated evaluation) {
            evaluated = evaluation;
            best = evaluation.best() != null ? evaluation.best() : best;
            append(JobEvent.Type.EVAL, evaluation.step(), evaluation.time(), data(evaluation));
        } else if (event instanceof TrainEvent.Logged logged) {
            Object step = logged.entry().get("step");
            append(JobEvent.Type.LOG_ENTRY, step instanceof Number at ? at.intValue() : null, now, logged.entry());
        } else if (event instanceof TrainEvent.Message message) {
            append(JobEvent.Type.MESSAGE, null, now, data(message));
        } else if (event instanceof TrainEvent.Reported reported) {
            Map<String, Object> data = JobJson.object(reported.report());
            data.put("attempt", attempt);
            append(JobEvent.Type.DATA_REPORT, null, now, data);
        } else if (event instanceof TrainEvent.Checkpointed checkpoint) {
            checkpoints.add(checkpoint);
            append(JobEvent.Type.CHECKPOINT, checkpoint.step(), now, data(checkpoint));
        } else if (event instanceof TrainEvent.Started start) {
            started = start;
            append(JobEvent.Type.MESSAGE, null, now, data(start));
        } else if (event instanceof TrainEvent.Finished finished) {
            best = finished.best() != null ? finished.best() : best;
        }
    }

    private void append(JobEvent.Type type, @Nullable Integer step, Instant time, Map<String, Object> data) {
        events.add(new JobEvent(++size, type, step, data, time));
    }

    static Map<String, Object> data(TrainEvent.Evaluated evaluation) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", evaluation.step());
        data.put("epoch", evaluation.epoch());
        data.putAll(evaluation.metrics());
        data.put("time", evaluation.time());
        return data;
    }

    private Map<String, Object> data(TrainEvent.Message message) {
        return message(message.level(), message.code(), message.text());
    }

    private Map<String, Object> data(TrainEvent.Started start) {
        String text = start.step() == 0
                ? "training begins: " + start.trainRows() + " rows, " + start.maxSteps() + " steps, on "
                        + start.device()
                : "training goes on after step " + start.step() + " of " + start.maxSteps() + ", on " + start.device();
        return message("info", "started", text);
    }

    private Map<String, Object> data(TrainEvent.Checkpointed checkpoint) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("step", checkpoint.step());
        data.put("attempt", attempt);
        data.put("time", now);
        return data;
    }

    private Map<String, Object> message(String level, String code, String text) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("level", level);
        data.put("code", code);
        data.put("message", text);
        data.put("attempt", attempt);
        return data;
    }

    /** @return how many ids of the sequence it needs */
    int size() {
        return size;
    }

    List<StepRow> steps() {
        return steps;
    }

    /** @param before id of the event before this batch */
    List<JobEvent> events(long before) {
        return events.stream()
                .map(event -> new JobEvent(before + event.id(), event.type(), event.step(), event.data(), event.time()))
                .toList();
    }

    List<TrainEvent.Checkpointed> checkpoints() {
        return checkpoints;
    }

    TrainEvent.@Nullable Started started() {
        return started;
    }

    TrainEvent.@Nullable Evaluated evaluated() {
        return evaluated;
    }

    TrainEvent.@Nullable Best best() {
        return best;
    }

    @Nullable
    StepRow lastStep() {
        return steps.isEmpty() ? null : steps.get(steps.size() - 1);
    }

    /** @return the step that the job has come to; null where the batch does not say */
    @Nullable
    Integer step() {
        StepRow last = lastStep();
        if (last != null) {
            return last.step();
        }
        return started == null ? null : Integer.valueOf(started.step());
    }
}
