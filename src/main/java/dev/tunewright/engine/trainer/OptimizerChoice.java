package dev.tunewright.engine.trainer;

import static dev.tunewright.engine.trainer.Argument.flag;
import static dev.tunewright.engine.trainer.Argument.number;
import static dev.tunewright.engine.trainer.Range.atLeast;

import ai.djl.ndarray.NDManager;
import dev.tunewright.engine.nn.Adafactor;
import dev.tunewright.engine.nn.AdamW;
import dev.tunewright.engine.nn.Optimizer;
import dev.tunewright.engine.nn.Parameters;
import dev.tunewright.engine.nn.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The optimizers by the original's names, each with what {@code optim_args} may hold. */
enum OptimizerChoice {
    ADAMW_TORCH_FUSED {
        @Override
        Optimizer create(TrainingArguments arguments, Parameters parameters, NDManager manager) {
            return adamW(arguments, parameters, manager);
        }
    },
    /** The same formula; the original's two differ in speed alone, and ours is always fused. */
    ADAMW_TORCH {
        @Override
        Optimizer create(TrainingArguments arguments, Parameters parameters, NDManager manager) {
            return adamW(arguments, parameters, manager);
        }
    },
    ADAFACTOR {
        @Override
        Optimizer create(TrainingArguments arguments, Parameters parameters, NDManager manager) {
            return new Adafactor(parameters, arguments.weightDecay(), arguments.maxGradNorm(), manager);
        }
    },
    SGD(
            number("momentum", 0.0, atLeast(0), "share of the last step's direction"),
            number("dampening", 0.0, atLeast(0), "share of the gradient left out of the momentum"),
            flag("nesterov", false, "look ahead by the momentum")) {
        @Override
        Optimizer create(TrainingArguments arguments, Parameters parameters, NDManager manager) {
            Map<String, Object> given = arguments.optimArgs();
            Sgd.Options options = new Sgd.Options(
                    option(given, "momentum"),
                    option(given, "dampening"),
                    Boolean.TRUE.equals(given.get("nesterov")),
                    arguments.weightDecay(),
                    arguments.maxGradNorm());
            return new Sgd(parameters, options, manager);
        }

        @Override
        Optional<String> contradiction(Map<String, Object> given) {
            boolean looksAhead = Boolean.TRUE.equals(given.get("nesterov"));
            return looksAhead && (option(given, "momentum") == 0 || option(given, "dampening") != 0)
                    ? Optional.of("nesterov needs a momentum above 0 and a dampening of 0")
                    : Optional.empty();
        }
    };

    private final List<Argument> options;

    OptimizerChoice(Argument... options) {
        this.options = List.of(options);
    }

    static OptimizerChoice named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    static List<String> names() {
        return Arrays.stream(values()).map(OptimizerChoice::wire).toList();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<Argument> options() {
        return options;
    }

    /** @return what is wrong with the options as a whole */
    Optional<String> contradiction(Map<String, Object> given) {
        return Optional.empty();
    }

    /** @param manager owns what the optimizer remembers */
    abstract Optimizer create(TrainingArguments arguments, Parameters parameters, NDManager manager);

    private static Optimizer adamW(TrainingArguments arguments, Parameters parameters, NDManager manager) {
        AdamW.Options options = new AdamW.Options(
                arguments.adamBeta1(),
                arguments.adamBeta2(),
                arguments.adamEpsilon(),
                arguments.weightDecay(),
                arguments.maxGradNorm());
        return new AdamW(parameters, options, manager);
    }

    private static double option(Map<String, Object> given, String name) {
        return given.get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
