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
    private static final String SPINS = "GOMP_SPINCOUNT";

    /** Some microseconds: as long as threads that are equally busy wait for one another. */
    private static final String FEW = "1000";

    private OpenMp() {}

    /**
     * Lets threads that wait sleep almost at once, unless the environment says otherwise: those that spin take the cores from
     * whatever else runs on the machine, and then wait for it. OpenMP asks once, when PyTorch is loaded.
     */
    public static void spinBriefly() {
        if (System.getenv(WAIT_POLICY) == null && !Platform.isWindows()) {
            Environment environment = Native.load(Platform.C_LIBRARY_NAME, Environment.class);
            environment.setenv(WAIT_POLICY, "PASSIVE", 0);
            environment.setenv(SPINS, FEW, 0);
        }
    }
}
