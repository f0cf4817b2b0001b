package dev.tunewright.service.metric;

import java.io.PrintWriter;

/** Train rows as RFC 4180 text; a number that is none stays empty, as it is null in JSON. */
final class CsvSteps {

    private final PrintWriter out;

    CsvSteps(PrintWriter out) {
        this.out = out;
        out.print("step,epoch,loss,learning_rate,grad_norm,time\r\n");
    }

    void row(StepRow row) {
        out.print(row.step() + "," + number(row.epoch()) + "," + number(row.loss()) + "," + number(row.learningRate())
                + "," + number(row.gradNorm()) + "," + row.time() + "\r\n");
    }

    void end() {
        out.flush();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }
}
