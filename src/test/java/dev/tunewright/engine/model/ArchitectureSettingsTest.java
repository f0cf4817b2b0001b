package dev.tunewright.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ArchitectureSettingsTest {

    @Test
    void bothSpellingsOfModernBertsLayersAreOne() throws IOException {
        ObjectNode old = (ObjectNode) config("modernbert");
        old.remove(List.of("rope_parameters", "layer_types"));
        old.put("global_attn_every_n_layers", 3).put("global_rope_theta", 500.0).put("local_rope_theta", 70.0);
        ObjectNode current = (ObjectNode) config("modernbert");
        theta(current, "full_attention", 500);
        theta(current, "sliding_attention", 70);

        ModernBertSettings settings = ModernBertSettings.of(ModelConfig.of(old, Map.of()));
        assertThat(settings).isEqualTo(new ModernBertSettings(List.of(true, false, false), 500, 70));
        assertThat(ModernBertSettings.of(ModelConfig.of(current, Map.of()))).isEqualTo(settings);
    }

    private static void theta(ObjectNode config, String kind, double theta) {
        ((ObjectNode) config.path("rope_parameters").path(kind)).put("rope_theta", theta);
    }

    @ParameterizedTest
    @CsvSource({
        "albert, hidden_act, softplus",
        "albert, num_attention_heads, 5",
        "mpnet, relative_attention_num_buckets, 16",
        "modernbert, classifier_pooling, max",
        "modernbert, layer_types, global",
        "modernbert, rope_scaling, yarn",
        "deberta-v2, pos_att_type, c2p",
        "deberta-v2, norm_rel_ebd, none",
        "deberta-v2, conv_kernel_size, 4",
        "deberta-v2, attention_head_size, 4"
    })
    void settingsWithoutSupportAreRefusedByName(String architecture, String key, String value) throws IOException {
        Map<String, Object> overrides = new LinkedHashMap<>();
        overrides.put(key, value.matches("\\d+") ? (Object) Integer.valueOf(value) : value);
        ModelConfig config = ModelConfig.of(config(architecture), overrides);
        assertThatThrownBy(() -> Architecture.create(config)).isInstanceOfSatisfying(InvalidInputException.class, e -> {
            assertThat(e.violations()).hasSize(1);
            assertThat(e.violations().get(0).field()).isEqualTo("config." + key);
        });
    }

    private static JsonNode config(String architecture) throws IOException {
        Path file = Path.of("src/test/resources/golden", architecture, "config.json");
        return JsonMapper.shared().readTree(Files.readAllBytes(file));
    }
}
