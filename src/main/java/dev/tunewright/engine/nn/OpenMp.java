package dev.tunewright.engine.nn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

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
}
