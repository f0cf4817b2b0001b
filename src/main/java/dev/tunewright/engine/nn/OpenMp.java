package dev.tunewright.engine.nn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** How PyTorch's threads wait for one another. */
public final class OpenMp {

    /** Of the C library, whose environment OpenMP reads; that of Java is a copy. */
    interface Environment extends Library {
        int setenv(String name, String value, int overwrite);
    }

    private static final String WAIT_POLICY = "OMP_WAIT_POLICY";

    /** Of GNU's OpenMP, which PyTorch brings. */
    private static final String SPIN_COUNT = "GOMP_SPINCOUNT";

    /** Rounds of the waiting loop, some microseconds: as long as threads that are equally busy wait for one another. */
    private static final String SHORT_SPIN = "1000";

    /** The same for a step that has the machine for itself: no thread falls asleep between its parts. */
    private static final String LONGER_SPIN = "5000";

    /** A millisecond or two, in which a client that is answered asks again: no core falls asleep in between, from which virtual machines wake slowly. */
    private static final String SPIN_BETWEEN_REQUESTS = "100000";

    /** Ties each of them to a core. */
    private static final String BINDING = "OMP_PROC_BIND";

    private OpenMp() {}

    /**
     * Lets threads soon sleep while they wait, unless the environment says otherwise: spinning ones take the cores from whatever
     * else runs on the machine, and then wait for it. To wake a thread for each of a step's many small operations is slow,
     * though, so they spin for a moment first. OpenMP asks once, when PyTorch is loaded.
     */
    public static void spinBriefly() {
        if (System.getenv(WAIT_POLICY) == null && !Platform.isWindows()) {
            Environment environment = Native.load(Platform.C_LIBRARY_NAME, Environment.class);
            environment.setenv(WAIT_POLICY, "PASSIVE", 0);
            environment.setenv(SPIN_COUNT, SHORT_SPIN, 0);
        }
    }

    /**
     * Gives each thread a core of its own, unless the environment says otherwise or there are not as many as cores that this process may
     * run on. Left to the system, two that wake one another by turns end up on one core now and then, and stay there for a while: a
     * text then takes four times as long. They also wait longer for the next text. Asked for once, before PyTorch is loaded.
     *
     * @param threads of a forward pass
     */
    public static void keepCores(int threads) {
        if (Platform.isLinux() && threads == allowedCores() && System.getenv(WAIT_POLICY) == null) {
            Environment environment = Native.load(Platform.C_LIBRARY_NAME, Environment.class);
            environment.setenv(BINDING, "true", 0);
            if (System.getenv(SPIN_COUNT) == null) {
                environment.setenv(SPIN_COUNT, SPIN_BETWEEN_REQUESTS, 1);
            }
        }
    }

    /**
     * For a process that has its machine for itself.
     *
     * @param environment which has the last word
     * @return the environment in which its threads spin longer
     */
    public static Map<String, String> spinningLonger(Map<String, String> environment) {
        Map<String, String> longer = new HashMap<>(environment);
        if (!environment.containsKey(WAIT_POLICY)) {
            longer.putIfAbsent(SPIN_COUNT, LONGER_SPIN);
        }
        return longer;
    }

    /** A limit on processor time (a container's) counts less than that, and its threads are wherever there is time. */
    private static int allowedCores() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("Cpus_allowed:"))
                    .mapToInt(line -> new BigInteger(line.replaceAll("^.*:|[\\s,]", ""), 16).bitCount())
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException unknown) {
            return 0;
        }
    }
}
