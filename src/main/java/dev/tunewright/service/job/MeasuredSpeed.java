package dev.tunewright.service.job;

import dev.tunewright.engine.runner.TaskReport;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** Small models leave a device waiting, so only jobs whose steps cost much the same tell anything: within this factor. */
    private static final double NEAR = 5;

    private record Run(String device, boolean bf16, double flopsPerStep, double stepsPerSecond) {

        boolean isLike(TaskReport report) {
            double ratio = flopsPerStep / report.time().flopsPerStep();
            return bf16 == report.bf16() && ratio > 1 / NEAR && ratio < NEAR;
        }
    }

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
                .filter(run -> run.isLike(report))
                .toList();
        if (runs.isEmpty()) {
            return report;
        }
        String device = runs.get(0).device();
        double[] speeds = runs.stream()
                .filter(run -> run.device().equals(device))
                .mapToDouble(run -> run.flopsPerStep() * run.stepsPerSecond())
                .sorted()
                .toArray();
        return report.atSpeed(
                speeds[speeds.length / 2],
                "the middle speed of earlier jobs on " + device + " whose steps cost much the same (" + speeds.length
                        + ")");
    }

    private static Run run(String device, double stepsPerSecond, Map<String, Object> report) {
        double flops =
                report.get("time") instanceof Map<?, ?> time && time.get("flops_per_step") instanceof Number perStep
                        ? perStep.doubleValue()
                        : 0;
        return new Run(device, Boolean.TRUE.equals(report.get("bf16")), flops, stepsPerSecond);
    }
}
