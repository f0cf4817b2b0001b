package dev.tunewright.engine.nn;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** Products of float32 matrices in TensorFloat-32: 10 bits of mantissa instead of 23, on GPUs from Ampere on. */
public final class Tf32 {

    private static final String SWITCH = "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE";

    private Tf32() {}

    /** For this process. PyTorch asks once, when it is loaded: DJL has no other way to its switch. */
    public static void allow() {
        Native.load(Platform.C_LIBRARY_NAME, OpenMp.Environment.class).setenv(SWITCH, "1", 1);
    }
}
