package dev.tunewright.service.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of this node; as many trainers run at once. */
final class Devices {

    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final Pattern GPU = Pattern.compile("^GPU (\\d+):", Pattern.MULTILINE);

    private final int count;
    private final BlockingQueue<Device> free;

    Devices(List<Device> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("tunewright.worker.devices is empty; give auto, cpu or cuda:0");
        }
        this.count = all.size();
        this.free = new LinkedBlockingQueue<>(all);
        LOG.info("this worker trains on {}", all.stream().map(Device::name).toList());
    }

    /** @param configured {@code auto}, or the names of the slots */
    static Devices of(List<String> configured, Map<String, String> environment) {
        return new Devices(
                configured.equals(List.of("auto"))
                        ? found(environment)
                        : configured.stream().map(Device::new).toList());
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

    /** Looks without starting the engine: a process that started it would hold memory on every GPU. */
    private static List<Device> found(Map<String, String> environment) {
        String visible = environment.get("CUDA_VISIBLE_DEVICES");
        if (!hasCudaLibraries(environment) || "".equals(visible)) {
            return List.of(Device.CPU);
        }
        List<Device> gpus = visible != null
                ? Arrays.stream(visible.split(","))
                        .map(String::trim)
                        .map(Device::cuda)
                        .toList()
                : gpus(listing());
        return gpus.isEmpty() ? List.of(Device.CPU) : gpus;
    }

    /** The libraries inside the jar know no GPU; only a libtorch of one's own does. */
    private static boolean hasCudaLibraries(Map<String, String> environment) {
        String folder = environment.get("PYTORCH_LIBRARY_PATH");
        return folder != null && Files.exists(Path.of(folder, System.mapLibraryName("torch_cuda")))
                || environment.getOrDefault("PYTORCH_FLAVOR", "").startsWith("cu");
    }

    /** @param listing what {@code nvidia-smi -L} prints */
    static List<Device> gpus(String listing) {
        return GPU.matcher(listing)
                .results()
                .map(match -> Device.cuda(match.group(1)))
                .toList();
    }

    private static String listing() {
        try {
            Process process = new ProcessBuilder("nvidia-smi", "-L")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notInstalled) {
            return "";
        }
    }
}
