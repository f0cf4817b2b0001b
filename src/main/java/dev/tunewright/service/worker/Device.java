package dev.tunewright.service.worker;

/**
 * One slot for one trainer.
 *
 * @param name {@code cpu}, or {@code cuda:} and the number of the device
 */
record Device(String name) {

    private static final String CUDA = "cuda:";

    static final Device CPU = new Device("cpu");

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

    private boolean isCuda() {
        return name.startsWith(CUDA);
    }
}
