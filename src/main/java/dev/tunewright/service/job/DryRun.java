package dev.tunewright.service.job;

import dev.tunewright.engine.data.DataWarning;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.TokenLengths;
import dev.tunewright.engine.runner.MemoryEstimate;
import dev.tunewright.engine.runner.Preflight;
import dev.tunewright.engine.runner.TaskReport;
import dev.tunewright.engine.runner.TimeEstimate;
import java.util.List;
import java.util.Map;

/** What a job would come to; nothing is queued. */
record DryRun(
        JobSpec spec,
        Map<String, Object> hyperparameters,
        Map<String, Integer> rows,
        Labels labels,
        Map<String, Map<String, Integer>> labelCounts,
        Map<String, TokenLengths> tokens,
        int maxLength,
        double truncatedShare,
        int totalSteps,
        long tokensPerEpoch,
        MemoryEstimate memory,
        TimeEstimate time,
        List<DataWarning> warnings) {

    static DryRun of(JobAdmission.Forecast forecast, TaskReport report) {
        Preflight.Plan plan = forecast.plan();
        return new DryRun(
                forecast.spec(),
                plan.arguments(),
                plan.rows(),
                plan.labels(),
                report.labelCounts(),
                report.tokens(),
                report.maxLength(),
                report.truncatedShare(),
                plan.maxSteps(),
                report.tokensPerEpoch(),
                report.memory(),
                report.time(),
                report.warnings());
    }
}
