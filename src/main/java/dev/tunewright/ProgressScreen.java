package dev.tunewright;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows how a training goes: on a terminal one line that is drawn over and over, elsewhere a line every few seconds. */
final class ProgressScreen {

    private static final int BAR_WIDTH = 30;
    private static final int PACE_STEPS = 20;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final Set<String> NOT_SCORES =
            Set.of("step", "epoch", "runtime", "samples_per_second", "steps_per_second");

    private final PrintStream out;
    private final boolean terminal;
    private final Deque<Instant> stepTimes = new ArrayDeque<>();
    private int maxSteps;
    private boolean barShown;
    private boolean headerShown;
    private @Nullable Instant lastLine;

    ProgressScreen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Keeps this process's standard output, whatever {@link System#out} becomes. */
    static ProgressScreen ofThisProcess() {
        return new ProgressScreen(System.out, isTerminal());
    }

    /** From Java 22 on there is a console in a pipe too, and a method that tells; it is not there to compile against. */
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** Safe to call from a signal's thread. */
    synchronized void line(String text) {
        clearBar();
        out.println(text);
        out.flush();
    }

    void begin(int steps) {
        maxSteps = steps;
    }

    synchronized void step(int step, double loss, Instant time) {
        stepTimes.addLast(time);
        if (stepTimes.size() > PACE_STEPS) {
            stepTimes.removeFirst();
        }
        String text = progress(step, loss);
        if (terminal) {
            out.print("\r" + text + "\033[K");
            out.flush();
            barShown = true;
        } else if (lastLine == null || !time.isBefore(lastLine.plus(BETWEEN_LINES))) {
            lastLine = time;
            line(text);
        }
    }

    private String progress(int step, double loss) {
        int filled = maxSteps == 0 ? 0 : Math.min(BAR_WIDTH, BAR_WIDTH * step / maxSteps);
        String bar = "[" + "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled) + "]";
        double seconds =
                Duration.between(stepTimes.getFirst(), stepTimes.getLast()).toNanos() / 1e9;
        double pace = seconds > 0 ? (stepTimes.size() - 1) / seconds : 0;
        String text = bar + " step " + step + "/" + maxSteps + "  loss " + number(loss);
        if (pace == 0) {
            return text;
        }
        long eta = Math.round(Math.max(0, maxSteps - step) / pace);
        return text + String.format(Locale.ROOT, "  %.1f steps/s  ETA %d:%02d", pace, eta / 60, eta % 60);
    }

    /** A row of a table, whose header the first one brings along. */
    void evaluation(double epoch, int step, Map<String, Double> metrics) {
        List<String> names = scoreNames(metrics, "");
        if (!headerShown) {
            headerShown = true;
            line(row("epoch", "step", names));
        }
        line(row(
                number(epoch),
                String.valueOf(step),
                names.stream().map(name -> number(metrics.get(name))).toList()));
    }

    private static String row(String epoch, String step, List<String> cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%8s %6s", epoch, step));
        cells.forEach(cell -> row.append(String.format(Locale.ROOT, " %10s", cell)));
        return row.toString();
    }

    synchronized void end() {
        clearBar();
    }

    /** @return each score with its name, such as {@code accuracy 0.8583, f1 0.8691} */
    static String scores(Map<String, Double> metrics, String prefix) {
        return String.join(
                ", ",
                scoreNames(metrics, prefix).stream()
                        .map(name -> name + " " + number(metrics.get(prefix + name)))
                        .toList());
    }

    static String number(@Nullable Double value) {
        return String.format(Locale.ROOT, "%.4f", value == null ? Double.NaN : value);
    }

    private static List<String> scoreNames(Map<String, Double> metrics, String prefix) {
        return metrics.keySet().stream()
                .filter(name -> name.startsWith(prefix) && !NOT_SCORES.contains(name.substring(prefix.length())))
                .map(name -> name.substring(prefix.length()))
                .toList();
    }

    private void clearBar() {
        if (barShown) {
            out.print("\r\033[K");
            barShown = false;
        }
    }
}
