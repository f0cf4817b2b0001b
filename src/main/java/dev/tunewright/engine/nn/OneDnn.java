package dev.tunewright.engine.nn;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** What oneDNN, which multiplies PyTorch's matrices on a CPU, keeps. */
public final class OneDnn {

    /** Its own cache of kernels, and that of the layer between it and PyTorch; both hold 1024 entries otherwise. */
    private static final String[] CACHES = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"};

    /** More than the shapes of one step. */
    private static final int OF_A_STEP = 24;

    /** Those of the usual lengths of a text and of batches, of one or two models. */
    private static final int OF_PREDICTIONS = 512;

    private OneDnn() {}

    /**
     * Keeps the kernels of a step or two, unless the environment says otherwise. Nearly every batch has a number of tokens of
     * its own, and kernels for it: a thousand of them, each long-lived and small, between blocks of memory that come and go,
     * leave the heap so much in pieces that it grows from 1.0 to 2.6 GB within 150 steps of bert-base. The layers of one step
     * share their kernels all the same. Asked for once, when PyTorch is loaded.
     */
    public static void keepKernelsOfAStep() {
        keep(OF_A_STEP);
    }

    /** Keeps no more kernels than pay, unless the environment says otherwise, for the same reason. Asked for once, when PyTorch is loaded. */
    public static void keepKernelsOfPredictions() {
        keep(OF_PREDICTIONS);
    }

    private static void keep(int kernels) {
        if (!Platform.isWindows()) {
            OpenMp.Environment environment = Native.load(Platform.C_LIBRARY_NAME, OpenMp.Environment.class);
            for (String cache : CACHES) {
                environment.setenv(cache, Integer.toString(kernels), 0);
            }
        }
    }
}
