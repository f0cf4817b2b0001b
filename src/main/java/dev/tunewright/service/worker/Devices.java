package dev.tunewright.service.worker;

import dev.tunewright.service.StartupProblem;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of this node; as many trainers run at once. */
final class Devices {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    private final int count;
    private final BlockingQueue<Device> free;

    Devices(List<Device> all) {
        if (all.isEmpty()) {
            throw new StartupProblem("tunewright.worker.devices is empty.", "Give auto, cpu, or cuda:0 and the like.");
        }
        this.count = all.size();
        this.free = new LinkedBlockingQueue<>(all);
        LOG.info("this worker trains on {}", all.stream().map(Device::name).toList());
    }

    /**
     * @param configured {@code auto}, or the names of the slots
     * @throws StartupProblem if a name is none, or a GPU that is named cannot be used
     */
    static Devices of(List<String> configured, Gpus gpus) {
        List<Device> usable = gpus.usable();
        if (configured.equals(List.of("auto"))) {
            if (gpus.lieIdle()) {
                LOG.warn("{} GPU(s) lie idle. {}", gpus.installed(), gpus.remedy());
            }
            return new Devices(usable.isEmpty() ? List.of(Device.CPU) : usable);
        }
        List<Device> named = configured.stream().map(Device::new).toList();
        if (usable.isEmpty() && named.stream().anyMatch(Device::isCuda)) {
            throw new StartupProblem(
                    "tunewright.worker.devices names " + configured + ", and no GPU can be used.", gpus.remedy());
        }
        return new Devices(named);
    }

    int count() {
        return count;
    }

    /** There are as many threads as slots, so one is always free for a thread that asks. */
    Device take() {
        Device device = free.poll();
        if (device == null) {
            throw new IllegalStateException("more attempts than devices. Indicates a bug.");
        }
        return device;
    }

    void giveBack(Device device) {
        free.add(device);
    }
}
