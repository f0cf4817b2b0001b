package dev.tunewright.engine.hub;

import static dev.tunewright.engine.hub.StandInHub.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubModelsTest {

    private static final HubName MODEL = HubName.model("org/name");
    private static final byte[] WEIGHTS = {1, 2, 3};

    @TempDir
    private Path folder;

    private StandInHub hub;

    @BeforeEach
    void openTheHub() throws IOException {
        hub = new StandInHub()
                .small("models/org/name", "config.json", "{}")
                .small("models/org/name", "tokenizer.json", "{\"a\": 1}")
                .small("models/org/name", "vocab.txt", "a")
                .small("models/org/name", "README.md", "# Name");
    }

    @AfterEach
    void closeTheHub() {
        hub.close();
    }

    @Test
    void onlyWhatACheckpointNeedsIsDownloaded() {
        hub.large("models/org/name", "model.safetensors", WEIGHTS)
                .large("models/org/name", "pytorch_model.bin", WEIGHTS)
                .large("models/org/name", "onnx/model.onnx", WEIGHTS);
        PinnedFiles checkpoint = models().find(MODEL, null);
        assertThat(checkpoint.commit()).isEqualTo(commit(1));
        assertThat(checkpoint.files())
                .containsExactly("config.json", "tokenizer.json", "vocab.txt", "model.safetensors");
        models().downloadDescription(checkpoint);
        assertThat(hub.count("store", "GET")).isZero();
        assertThat(models().cached(MODEL, null)).isEmpty();
        checkpoint.download(client(), DownloadListener.SILENT);
        assertThat(models().cached(MODEL, null)).contains(checkpoint);
        assertThat(checkpoint.folder(client()).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
    }

    @Test
    void shardsAreThoseOfTheIndex() {
        hub.small("models/org/name", "model.safetensors.index.json", index("a-1.safetensors", "a-2.safetensors"))
                .large("models/org/name", "a-1.safetensors", WEIGHTS)
                .large("models/org/name", "a-2.safetensors", new byte[] {4});
        PinnedFiles checkpoint = models().find(MODEL, null);
        assertThat(checkpoint.files()).endsWith("model.safetensors.index.json", "a-1.safetensors", "a-2.safetensors");
        checkpoint.download(client(), DownloadListener.SILENT);
        assertThat(models().cached(MODEL, null)).contains(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.safetensors", "/a.safetensors", "a.bin"})
    void indexThatLeadsElsewhereIsRefused(String shard) {
        hub.small("models/org/name", "model.safetensors.index.json", index(shard, shard));
        assertThat(refusal(MODEL)).contains(shard);
    }

    @Test
    void pickledWeightsAreRefusedWithTheRemedy() {
        hub.large("models/org/name", "pytorch_model.bin", WEIGHTS);
        assertThat(refusal(MODEL))
                .startsWith("checkpoint: ")
                .contains("pytorch_model.bin", "safe_serialization=True", "org/name@refs/pr/1");
    }

    @Test
    void repositoryWithoutTokenizerOrConfigurationIsRefused() {
        hub.small("models/a", "config.json", "{}").small("models/b", "tokenizer.json", "{}");
        assertThat(refusal(HubName.model("a"))).contains("tokenizer.json");
        assertThat(refusal(HubName.model("b"))).contains("config.json");
    }

    private String refusal(HubName name) {
        return catchThrowableOfType(InvalidInputException.class, () -> models().find(name, null))
                .getMessage();
    }

    private static String index(String first, String second) {
        return "{\"weight_map\": {\"x\": \"" + first + "\", \"y\": \"" + second + "\"}}";
    }

    private HubModels models() {
        return new HubModels(client(), Set.of("tokenizer.json", "vocab.txt"));
    }

    private HubClient client() {
        return new HubClient(
                new HubSettings(URI.create(hub.url()), null, false, new HubCache(folder)), Patience.OF_A_REQUEST);
    }
}
