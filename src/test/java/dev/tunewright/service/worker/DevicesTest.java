package dev.tunewright.service.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.service.StartupProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevicesTest {

    private static final List<String> AUTO = List.of("auto");
    private static final Gpus NONE = new Gpus(0, Optional.empty(), true);
    private static final Gpus TWO = new Gpus(2, Optional.empty(), true);

    @Test
    void everyGpuIsASlot() {
        assertThat(slots(AUTO, TWO)).containsExactly("cuda:0", "cuda:1");
        assertThat(slots(AUTO, NONE)).containsExactly("cpu");
    }

    @Test
    void slotsHaveTheNamesThatAreVisible() {
        assertThat(slots(AUTO, new Gpus(2, Optional.of("3, GPU-8932f937"), true)))
                .containsExactly("cuda:3", "cuda:GPU-8932f937");
    }

    /** Two of three names are known to the driver; an empty list and -1 hide all. */
    @Test
    void namesThatTheDriverDoesNotCountAreNoSlots() {
        assertThat(slots(AUTO, new Gpus(2, Optional.of("0,1,9"), true))).containsExactly("cuda:0", "cuda:1");
        assertThat(slots(AUTO, new Gpus(0, Optional.of(""), true))).containsExactly("cpu");
        assertThat(slots(AUTO, new Gpus(0, Optional.of("-1"), true))).containsExactly("cpu");
    }

    @Test
    void withoutAPyTorchForCudaGpusAreNotUsedAndItIsToldWhy() {
        Gpus unusable = new Gpus(2, Optional.empty(), false);

        assertThat(slots(AUTO, unusable)).containsExactly("cpu");
        assertThat(unusable.lieIdle()).isTrue();
        assertThat(remedy(List.of("cuda:0"), unusable)).contains("PYTORCH_LIBRARY_PATH");
    }

    @Test
    void aGpuThatIsNamedMustBeThereAndANameMustBeOne() {
        assertThat(remedy(List.of("cuda:0"), NONE)).contains("nvidia-smi");
        assertThatThrownBy(() -> Devices.of(List.of("gpu"), TWO)).hasMessageContaining("gpu, which is no device");
    }

    @Test
    void aTrainerSeesItsOwnGpuAndNoOther() {
        Devices devices = Devices.of(List.of("cuda:1", "cpu"), TWO);
        Device gpu = devices.take();
        Device cpu = devices.take();

        assertThat(gpu.engineName()).isEqualTo("cuda");
        assertThat(TrainerEnvironment.of(Map.of(), gpu)).containsEntry("CUDA_VISIBLE_DEVICES", "1");
        assertThat(cpu.engineName()).isEqualTo("cpu");
        assertThat(TrainerEnvironment.of(Map.of(), cpu)).containsEntry("CUDA_VISIBLE_DEVICES", "");
        assertThatThrownBy(devices::take).hasMessageContaining("Indicates a bug");
    }

    private static String remedy(List<String> configured, Gpus gpus) {
        return catchThrowableOfType(StartupProblem.class, () -> Devices.of(configured, gpus))
                .remedy();
    }

    private static List<String> slots(List<String> configured, Gpus gpus) {
        Devices devices = Devices.of(configured, gpus);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < devices.count(); i++) {
            names.add(devices.take().name());
        }
        return names;
    }
}
