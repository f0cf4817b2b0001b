package dev.tunewright.engine.nn;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.util.function.Consumer;

/** How the C library, which PyTorch asks for memory, treats what is given back. */
public final class Malloc {

    /** Of glibc. */
    interface Options extends Library {
        int mallopt(int option, int value);

        int malloc_trim(long leave);
    }

    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;
    private static final int ARENA_MAX = -8;

    /** The most that glibc takes. */
    private static final int LARGEST_THRESHOLD = 32 << 20;

    private Malloc() {}

    /**
     * Keeps freed memory in the process for the next step. Otherwise glibc returns it to the system, which fills every page
     * with zeros, on one core, before the next step has it again. Arenas that threads have made already stay, and those give
     * memory back all the same: {@code MALLOC_ARENA_MAX=1} in the environment makes sure that there is one. Nothing happens
     * where the C library is another.
     */
    public static void keepFreedMemory() {
        where(library -> {
            library.mallopt(MMAP_THRESHOLD, LARGEST_THRESHOLD);
            library.mallopt(TRIM_THRESHOLD, Integer.MAX_VALUE);
            library.mallopt(ARENA_MAX, 1);
        });
    }

    /** Has threads share arenas, one for each core rather than eight: each keeps for itself what it has once needed. */
    public static void shareArenas() {
        where(library -> library.mallopt(ARENA_MAX, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Returns to the system what is free. Each thread's arena otherwise keeps what its largest batch took, and of a thread that has
     * ended, for the next that happens to get it: models that come and go would leave some hundreds of megabytes each. Takes some
     * milliseconds. Nothing happens where the C library is another.
     */
    public static void returnFreedMemory() {
        where(library -> library.malloc_trim(0));
    }

    private static void where(Consumer<Options> glibc) {
        if (Platform.isLinux()) {
            try {
                glibc.accept(Native.load(Platform.C_LIBRARY_NAME, Options.class));
            } catch (UnsatisfiedLinkError musl) {
                // It has no such options, and returns what is free by itself.
            }
        }
    }
}
