package dev.tunewright;

import dev.tunewright.engine.nn.Libtorch;
import dev.tunewright.engine.nn.Malloc;
import dev.tunewright.engine.nn.OneDnn;
import dev.tunewright.engine.nn.OpenMp;
import dev.tunewright.engine.runner.TrainMain;
import dev.tunewright.service.security.NewKey;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service; {@code train} runs one trainer instead, before anything of Spring is touched. */
@SpringBootApplication
public class Tunewright {

    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "" : arguments[0];
        String[] rest = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (command) {
            case "train" -> train(rest);
            case "new-key" -> System.exit(NewKey.run(rest, System.out));
            default -> {
                int answered = Usage.answer(arguments, System.out, System.err);
                if (answered >= 0) {
                    System.exit(answered);
                }
                serve(command, rest, arguments);
            }
        }
    }

    private static void serve(String command, String[] rest, String[] arguments) throws Exception {
        if (command.equals("migrate")) {
            Migrate.main(rest);
            return;
        }
        preparePyTorch();
        OneDnn.keepKernelsOfPredictions();
        Malloc.shareArenas();
        if (command.equals("demo")) {
            Demo.main(rest);
        } else {
            SpringApplication.run(Tunewright.class, arguments);
        }
    }

    /** Before anything loads it: then it is too late. */
    private static void preparePyTorch() {
        OpenMp.spinBriefly();
        Libtorch.chooseBinding();
    }

    /** A worker asks for a trainer without a word; a person says what to train. */
    private static void train(String[] arguments) throws Exception {
        preparePyTorch();
        Malloc.keepFreedMemory();
        OneDnn.keepKernelsOfAStep();
        System.setProperty("logback.configurationFile", "dev/tunewright/train-logback.xml");
        if (arguments.length == 0 && !ProgressScreen.isTerminal()) {
            TrainMain.main(arguments);
        } else {
            Train.main(arguments);
        }
    }
}
