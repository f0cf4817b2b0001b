package dev.tunewright.service.job;

import dev.tunewright.engine.runner.TaskReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What earlier jobs reached, in floating-point operations a second: each told in its report what a step costs, and its row has
 * how many steps it did in a second.
 */
@Component
class MeasuredSpeed {

    private static final int LAST_JOBS = 50;

    /** A job's first steps are slower than the rest. */
    private static final String MEASURED = "select j.device, j.steps_per_second, e.data from job j"
            + " join job_event e on e.job_id = j.id and e.type = 'data_report'"
            + " where j.steps_per_second is not null and j.step >= 10"
            + " order by j.created_at desc fetch first " + LAST_JOBS + " rows only";

    private record Run(String device, String modelType, boolean bf16, double flopsPerSecond) {}

    private final JdbcClient jdbc;

    MeasuredSpeed(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return the report with its time by the jobs most like it on the device that ran last; as it was where there are none */
    TaskReport correct(TaskReport report) {
        List<Run> runs = jdbc
                .sql(MEASURED)
                .query((row, number) -> run(
                        Objects.requireNonNullElse(row.getString("device"), ""),
                        row.getDouble("steps_per_second"),
                        JobJson.readObject(row.getString("data"))))
                .list()
                .stream()
                .filter(run -> run.flopsPerSecond() > 0 && run.bf16() == report.bf16())
                .toList();
        if (runs.isEmpty()) {
            return report;
        }
        String device = runs.get(0).device();
        Predicate<Run> onDevice = run -> run.device().equals(device);
        Predicate<Run> ofModel = run -> run.modelType().equals(report.modelType());
        List<Run> like = runs.stream().filter(onDevice.and(ofModel)).toList();
        List<Run> taken = like.isEmpty() ? runs.stream().filter(onDevice).toList() : like;
        double[] speeds =
                taken.stream().mapToDouble(Run::flopsPerSecond).sorted().toArray();
        return report.atSpeed(
                speeds[speeds.length / 2],
                "the middle speed of earlier jobs with " + (like.isEmpty() ? "other architectures" : report.modelType())
                        + " on " + device + " (" + taken.size() + ")");
    }

    private static Run run(String device, double stepsPerSecond, Map<String, Object> report) {
        double flops =
                report.get("time") instanceof Map<?, ?> time && time.get("flops_per_step") instanceof Number perStep
                        ? perStep.doubleValue()
                        : 0;
        return new Run(
                device,
                String.valueOf(report.get("model_type")),
                Boolean.TRUE.equals(report.get("bf16")),
                flops * stepsPerSecond);
    }
}
