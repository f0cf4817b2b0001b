package dev.tunewright;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.hub.HubException;
import dev.tunewright.engine.nn.CudaDriver;
import dev.tunewright.engine.nn.Libtorch;
import dev.tunewright.engine.runner.TrainMain;
import dev.tunewright.engine.runner.TrainSpec;
import dev.tunewright.service.StartupProblem;
import dev.tunewright.service.job.ShellAdmission;
import dev.tunewright.service.storage.TunewrightHome;
import dev.tunewright.service.web.ApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * {@code java -jar tunewright.jar train --spec job.json --output dir}: the trainer in a shell, in this process, without the
 * service. A signal asks it to stop with a checkpoint, a second one ends it.
 */
final class Train {

    private static final int SIGNALLED = 128;

    private final TrainOptions options;
    private final TrainFolder folder;
    private final ProgressScreen screen;
    private @Nullable String downloading;

    private Train(TrainOptions options, TrainFolder folder, ProgressScreen screen) {
        this.options = options;
        this.folder = folder;
        this.screen = screen;
    }

    static void main(String[] arguments) throws IOException, InterruptedException {
        ProgressScreen screen = ProgressScreen.ofThisProcess();
        // What libraries print is no part of the answer.
        System.setOut(System.err);
        System.exit(run(arguments, screen, System.err));
    }

    private static int run(String[] arguments, ProgressScreen screen, PrintStream errors)
            throws IOException, InterruptedException {
        try {
            TrainOptions options = TrainOptions.parse(arguments);
            if (options.help()) {
                screen.line(TrainOptions.HELP.stripTrailing());
                return TrainMain.FINISHED;
            }
            try (TrainFolder folder = TrainFolder.open(Path.of(Objects.requireNonNull(options.output())))) {
                return new Train(options, folder, screen).run();
            }
        } catch (TrainOptions.UsageException wrong) {
            errors.println("train: " + wrong.getMessage() + " (--help shows how it is used)");
        } catch (InvalidInputException invalid) {
            errors.println("This job cannot be trained:");
            invalid.violations()
                    .forEach(violation -> errors.println("  " + violation.field() + ": " + violation.message()));
        } catch (NoSuchFileException absent) {
            errors.println("train: there is no file " + absent.getMessage());
        } catch (ApiException | StartupProblem | HubException | TrainFolder.RefusedException refused) {
            errors.println("train: " + refused.getMessage());
        }
        return TrainMain.FAILED;
    }

    private int run() throws IOException, InterruptedException {
        if (folder.isBegun() && !options.resume()) {
            throw new TrainFolder.RefusedException(
                    folder.path() + " holds a training already; --resume goes on with it, or give another folder");
        }
        if (folder.isFinished()) {
            screen.line("The training in " + folder.path() + " is finished; there is nothing to go on with.");
            return TrainMain.FINISHED;
        }
        if (!folder.isTrained()) {
            int status = train();
            if (status != TrainMain.FINISHED) {
                return status;
            }
        }
        folder.finish();
        screen.line("The model is in " + folder.path());
        return TrainMain.FINISHED;
    }

    private int train() throws IOException, InterruptedException {
        ShellAdmission.Admitted admitted = admit();
        folder.begin(admitted.spec());
        AtomicBoolean stop = new AtomicBoolean();
        for (String signal : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(signal), received -> stop(received, stop));
        }
        TrainSpec spec = new TrainSpec(
                admitted.task(),
                folder.path(),
                device(),
                folder.lastCheckpoint().orElse(null),
                new TrainSpec.Origin(admitted.spec(), null));
        int status = TrainMain.run(spec, new TrainScreen(screen), stop::get);
        screen.end();
        return status;
    }

    private ShellAdmission.Admitted admit() throws IOException {
        String source = options.spec();
        Path here = Path.of("").toAbsolutePath();
        if (source == null) {
            return admission(here).admit(folder.job(), this::downloading);
        }
        if (source.equals("-")) {
            return admission(here).admit(System.in.readAllBytes(), this::downloading);
        }
        Path file = here.resolve(source);
        return admission(Objects.requireNonNull(file.getParent())).admit(Files.readAllBytes(file), this::downloading);
    }

    private static ShellAdmission admission(Path relativeTo) {
        String home = System.getenv("TUNEWRIGHT_HOME");
        Path path = home == null ? Path.of(System.getProperty("user.home"), ".tunewright") : Path.of(home);
        return new ShellAdmission(relativeTo, new TunewrightHome(path));
    }

    private void downloading(String file, long bytes, long total) {
        if (!file.equals(downloading)) {
            downloading = file;
            screen.line("Downloading " + file + (total < 0 ? "" : ", %.1f MiB".formatted(total / 1048576.0)));
        }
    }

    private String device() {
        if (options.device() != null) {
            return options.device();
        }
        boolean canUseGpus =
                Libtorch.outside(System.getenv()).filter(Libtorch::isForCuda).isPresent();
        return canUseGpus && new CudaDriver().devices() > 0 ? "cuda" : "cpu";
    }

    private void stop(Signal signal, AtomicBoolean stop) {
        if (stop.getAndSet(true)) {
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        screen.line("Stopping after this step, with a checkpoint; a second signal ends it at once.");
    }
}
