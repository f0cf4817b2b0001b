package dev.tunewright;

import dev.tunewright.engine.NearestName;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows {@code train} on the command line.
 *
 * @param spec a file, or {@code -} for standard input; null: the job that the output folder was begun with
 * @param device {@code cpu} or {@code cuda}; null: CUDA where PyTorch finds it
 */
record TrainOptions(
        @Nullable String spec,
        @Nullable String output,
        @Nullable String device,
        boolean resume,
        boolean help) {

    static final String HELP = """
            Usage: java -jar tunewright.jar train --spec FILE --output FOLDER [--resume] [--device cpu|cuda]

            Trains one job in this shell, without the service, and leaves the model in FOLDER in the hub's layout.

              --spec FILE       the job as JSON, with the fields of POST /jobs; - reads standard input. Data files, and
                                a checkpoint that is a folder, may be plain paths; relative ones start at FILE's folder.
              --output FOLDER   checkpoint-<step>/, config.json, model.safetensors, the tokenizer's files,
                                predictions-<split>.json, worst-<split>.jsonl, all_results.json and manifest.json
              --resume          goes on from the last checkpoint in FOLDER, exactly, or from the start where there is
                                none yet; --spec may then be left out
              --device DEVICE   cpu or cuda; default, cuda where PyTorch finds it
              --help            this text

            Ctrl-C (or SIGTERM) stops after the current step, with a checkpoint; a second one ends at once.
            Exit code: 0 trained, 2 cannot be trained or failed, 3 stopped with a checkpoint.
            What ships inside the jar is written out below TUNEWRIGHT_HOME (default ~/.tunewright).
            """;

    private static final Set<String> WITH_VALUE = Set.of("--spec", "--output", "--device");
    private static final Set<String> KNOWN = Set.of("--spec", "--output", "--device", "--resume", "--help");

    /** The command line cannot be meant as it is. */
    static final class UsageException extends RuntimeException {
        UsageException(String message) {
            super(message);
        }
    }

    /** @throws UsageException naming what is wrong first */
    static TrainOptions parse(String... arguments) {
        TrainOptions options = new TrainOptions(null, null, null, false, false);
        for (Iterator<String> rest = Arrays.asList(arguments).iterator(); rest.hasNext(); ) {
            String[] parts = rest.next().split("=", 2);
            String name = parts[0].equals("-h") ? "--help" : parts[0];
            if (!KNOWN.contains(name)) {
                throw new UsageException(name + " is unknown" + NearestName.question(name, KNOWN));
            }
            Optional<String> given = parts.length > 1 ? Optional.of(parts[1]) : Optional.empty();
            options = options.with(name, WITH_VALUE.contains(name) ? given.orElseGet(() -> value(name, rest)) : "");
        }
        options.check();
        return options;
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new UsageException(name + " wants a value");
        }
        return rest.next();
    }

    private TrainOptions with(String name, String value) {
        return switch (name) {
            case "--spec" -> new TrainOptions(value, output, device, resume, help);
            case "--output" -> new TrainOptions(spec, value, device, resume, help);
            case "--device" -> new TrainOptions(spec, output, value, resume, help);
            case "--resume" -> new TrainOptions(spec, output, device, true, help);
            default -> new TrainOptions(spec, output, device, resume, true);
        };
    }

    private void check() {
        if (help) {
            return;
        }
        if (output == null || output.isBlank()) {
            throw new UsageException("--output is required: the folder that the model goes to");
        }
        if (spec == null && !resume) {
            throw new UsageException("--spec is required: the file of the job, or - for standard input");
        }
        if (device != null && !Set.of("cpu", "cuda").contains(device)) {
            throw new UsageException("--device must be cpu or cuda, was " + device);
        }
    }
}
