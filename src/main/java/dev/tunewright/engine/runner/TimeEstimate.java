package dev.tunewright.engine.runner;

/**
 * How long training is likely to take.
 *
 * @param seconds all steps, evaluations and predictions; without the start and the writing of checkpoints
 * @param secondsPerStep on average
 * @param flopsPerStep floating-point operations of an optimizer step, on average
 * @param evaluationFlops of all evaluations and predictions together
 * @param flopsPerSecond what the estimate takes the device to do
 * @param basis where that comes from
 */
public record TimeEstimate(
        double seconds,
        double secondsPerStep,
        double flopsPerStep,
        double evaluationFlops,
        double flopsPerSecond,
        String basis) {

    /** What a core did in whole steps of bert-base, both cores of a machine with AVX-512 busy. */
    private static final double CPU_CORE = 70e9;

    /** The same in bfloat16, where the cores have instructions for it. */
    private static final double CPU_CORE_BF16 = 120e9;

    /** A guess: nothing was measured on a GPU. */
    private static final double GPU = 20e12;

    static TimeEstimate of(TrainingWork work, boolean cpu, boolean bf16) {
        int cores = Runtime.getRuntime().availableProcessors();
        double core = bf16 ? CPU_CORE_BF16 : CPU_CORE;
        String assumed = cpu
                ? Math.round(core / 1e9) + " GFLOP/s on each of " + cores + " cores"
                : Math.round(GPU / 1e12) + " TFLOP/s on a GPU";
        return at(
                work.totalSteps(),
                work.stepFlops(),
                work.evaluationFlops(),
                cpu ? cores * core : GPU,
                "assumes " + assumed + ", which is not measured here");
    }

    /** @return the same work at a speed that was measured */
    public TimeEstimate at(int steps, double measuredFlopsPerSecond, String measuredBasis) {
        return at(steps, flopsPerStep, evaluationFlops, measuredFlopsPerSecond, measuredBasis);
    }

    private static TimeEstimate at(int steps, double step, double evaluation, double flopsPerSecond, String basis) {
        return new TimeEstimate(
                (steps * step + evaluation) / flopsPerSecond,
                step / flopsPerSecond,
                step,
                evaluation,
                flopsPerSecond,
                basis);
    }
}
