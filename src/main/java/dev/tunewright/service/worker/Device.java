package dev.tunewright.service.worker;

import dev.tunewright.service.StartupProblem;
import java.util.regex.Pattern;

/**
 * One slot for one trainer.
 *
 * @param name {@code cpu}, or {@code cuda:} and the GPU as {@code CUDA_VISIBLE_DEVICES} names it: its number, or the beginning of its UUID
 */
record Device(String name) {

    private static final String CUDA = "cuda:";
    private static final Pattern VALID = Pattern.compile("cpu|cuda:(\\d+|(GPU|MIG)-[\\w/-]+)");

    static final Device CPU = new Device("cpu");

    Device {
        if (!VALID.matcher(name).matches()) {
            throw new StartupProblem(
                    "tunewright.worker.devices names " + name + ", which is no device.",
                    "Give auto, cpu, or cuda:0 and the like.");
        }
    }

    static Device cuda(String number) {
        return new Device(CUDA + number);
    }

    /** @return {@code cpu} or {@code cuda}: the trainer sees no other device than its own */
    String engineName() {
        return isCuda() ? "cuda" : name;
    }

    /** @return value of {@code CUDA_VISIBLE_DEVICES} */
    String visibleDevices() {
        return isCuda() ? name.substring(CUDA.length()) : "";
    }

    boolean isCuda() {
        return name.startsWith(CUDA);
    }
}
