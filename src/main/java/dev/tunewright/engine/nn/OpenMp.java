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

    private OpenMp() {}

    /**
     * Lets threads sleep while they wait, unless the environment says otherwise: spinning ones take the cores from whatever
     * else runs on the machine, and then wait for it. OpenMP asks once, when PyTorch is loaded.
     */
    public static void waitWithoutSpinning() {
        if (System.getenv(WAIT_POLICY) == null && !Platform.isWindows()) {
            Native.load(Platform.C_LIBRARY_NAME, Environment.class).setenv(WAIT_POLICY, "PASSIVE", 0);
        }
    }
}
