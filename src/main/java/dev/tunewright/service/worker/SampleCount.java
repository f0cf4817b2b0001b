package dev.tunewright.service.worker;

import dev.tunewright.engine.runner.TrainEvent;

/** How many samples the steps took, from the share of the epoch that each one is. */
final class SampleCount {

    private int rowsOfEpoch;
    private double epoch = Double.NaN;
    private double counted;

    void begin(TrainEvent.Started started) {
        rowsOfEpoch = started.trainRows();
        epoch = started.step() == 0 ? 0 : Double.NaN;
    }

    void add(TrainEvent.Step step) {
        if (step.epoch() > epoch) {
            counted += (step.epoch() - epoch) * rowsOfEpoch;
        }
        epoch = step.epoch();
    }

    /** @return samples since the last call */
    double take() {
        double taken = counted;
        counted = 0;
        return taken;
    }
}
