package dev.tunewright.service.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A library to load before all others, which moves the wall clock by what a file says, and leaves the timer as it is. */
final class SkewedClock {

    private static final String SOURCE = """
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            static long skew(void) {
                const char *path = getenv("CLOCK_SKEW");
                FILE *file = path ? fopen(path, "r") : NULL;
                long seconds = 0;
                if (file) {
                    if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
                    fclose(file);
                }
                return seconds;
            }
            int clock_gettime(clockid_t clock, struct timespec *time) {
                int result = syscall(SYS_clock_gettime, clock, time);
                if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += skew();
                return result;
            }
            int gettimeofday(struct timeval *restrict time, void *restrict zone) {
                struct timespec now;
                int result = clock_gettime(CLOCK_REALTIME, &now);
                time->tv_sec = now.tv_sec;
                time->tv_usec = now.tv_nsec / 1000;
                return result;
            }
            """;

    private SkewedClock() {}

    /** @return the library; null where there is no C compiler */
    static @Nullable Path compile(Path folder) throws InterruptedException {
        Path library = folder.resolve("skew.so");
        try {
            Path source = Files.writeString(folder.resolve("skew.c"), SOURCE);
            int status = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            return status == 0 ? library : null;
        } catch (IOException noCompiler) {
            return null;
        }
    }
}
