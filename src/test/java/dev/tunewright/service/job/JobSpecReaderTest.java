package dev.tunewright.service.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.data.DatasetSpec.Quoting;
import dev.tunewright.service.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobSpecReaderTest {

    @Test
    void wholeJobIsReadAsWritten() {
        JobSpec spec = valid("""
                {"name": "mrpc-bert", "checkpoint": "bert-base-uncased",
                 "dataset": {"files": {"train": "file:t.tsv", "validation_a": "file:v.tsv"}, "text": "a",
                   "text_pair": "b", "label": "c", "labels": ["x", "y"], "label_delimiter": ";", "max_train_samples": 10, "max_eval_samples": 5,
                   "validation_fraction": 0.1, "delimiter": "\\t", "quoting": "none", "max_length": 64},
                 "hyperparameters": {"num_train_epochs": 3, "learning_rate": 5e-5, "bf16": true, "data_seed": null,
                   "lr_scheduler_kwargs": {"num_cycles": [1, 2.5]}, "seed": 12345678901},
                 "config": {"hidden_dropout_prob": 0.0}, "num_labels": 2, "metrics": ["accuracy", "f1"],
                 "tags": {"team": "search"}, "priority": -3}
                """);
        assertThat(spec.name()).isEqualTo("mrpc-bert");
        assertThat(spec.checkpoint()).isEqualTo("bert-base-uncased");
        assertThat(spec.dataset())
                .isEqualTo(new DatasetReference(
                        null,
                        Map.of("train", "file:t.tsv", "validation_a", "file:v.tsv"),
                        null,
                        "a",
                        "b",
                        "c",
                        List.of("x", "y"),
                        ";",
                        10,
                        5,
                        0.1,
                        "\t",
                        Quoting.NONE,
                        64));
        assertThat(spec.hyperparameters())
                .containsEntry("num_train_epochs", 3)
                .containsEntry("learning_rate", 5e-5)
                .containsEntry("bf16", true)
                .containsEntry("data_seed", null)
                .containsEntry("lr_scheduler_kwargs", Map.of("num_cycles", List.of(1, 2.5)))
                .containsEntry("seed", 12345678901L);
        assertThat(spec.config()).containsExactly(Map.entry("hidden_dropout_prob", 0.0));
        assertThat(spec.numLabels()).isEqualTo(2);
        assertThat(spec.metrics()).containsExactly("accuracy", "f1");
        assertThat(spec.tags()).containsExactly(Map.entry("team", "search"));
        assertThat(spec.priority()).isEqualTo(-3);
    }

    @Test
    void onlyCheckpointAndDatasetAreRequired() {
        JobSpec spec = valid("{\"checkpoint\": \"c\", \"dataset\": {\"name\": \"d\"}}");
        assertThat(spec.name()).isNull();
        assertThat(spec.priority()).isZero();
        assertThat(spec.hyperparameters()).isEmpty();
        assertThat(messages("{}")).containsOnlyKeys("checkpoint", "dataset");
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        Map<String, String> messages = messages("""
                {"nam": "x", "checkpoint": 7, "num_labels": 0, "priority": 1.5, "metrics": ["f1", 3],
                 "tags": {"team": 5, "a:b": "c"}, "hyperparameters": [], "config": {"x": 1e999},
                 "dataset": {"name": "d", "id": "e", "txt": "s", "validation_fraction": 1, "quoting": "all",
                   "delimiter": "ab", "max_length": 0, "files": {"trian": "file:x"}}}
                """);
        assertThat(messages)
                .containsEntry("nam", "unknown field; did you mean `name`?")
                .containsEntry("checkpoint", "must be a string, was 7")
                .containsEntry("num_labels", "must be from 1 to 100000, was 0")
                .containsEntry("priority", "must be an integer, was 1.5")
                .containsEntry("metrics[1]", "must be a string, was 3")
                .containsEntry("tags.team", "must be a string, was 5")
                .containsEntry("hyperparameters", "must be an object, was []")
                .containsEntry("dataset.txt", "unknown field; did you mean `text`?")
                .containsEntry("dataset.validation_fraction", "must be above 0 and below 1, was 1.0")
                .containsEntry("dataset.quoting", "must be \"minimal\" or \"none\", was \"all\"")
                .containsEntry("dataset.delimiter", "must be one character, was \"ab\"")
                .containsEntry(
                        "dataset", "exactly one of `name`, `files` and `id` must be given, was name and files and id")
                .containsEntry("dataset.files.trian", "unknown field; did you mean `train`?")
                .containsKeys("tags.a:b", "config.x", "dataset.max_length", "dataset.files.train");
    }

    @Test
    void unknownFieldFarFromAnyNameListsThoseThereAre() {
        assertThat(messages("{\"checkpoint\": \"c\", \"dataset\": {\"name\": \"d\"}, \"zzzzzzzzzz\": 1}"))
                .containsOnlyKeys("zzzzzzzzzz")
                .extractingByKey("zzzzzzzzzz")
                .asString()
                .contains("checkpoint")
                .contains("hyperparameters");
    }

    @Test
    void nameWithControlCharactersOrTooLongIsRefused() {
        assertThat(messages("{\"name\": \"a\\nb\", \"checkpoint\": \"c\", \"dataset\": {\"name\": \"d\"}}"))
                .containsOnlyKeys("name");
        assertThat(messages("{\"name\": \"" + "x".repeat(201)
                        + "\", \"checkpoint\": \"c\", \"dataset\": {\"name\": \"d\"}}"))
                .containsEntry("name", "must be at most 200 characters, was 201");
    }

    @Test
    void bodyThatIsNoObjectIsRefused() {
        assertThat(messages("[1]")).containsEntry("body", "must be a JSON object, was [1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"a": 1, "a": 2} | Duplicate
                    {"a": NaN}       | NaN
                    {} {}            | Trailing
                    {"a":            | ends before it is complete
                    {a: 1}           | line 1
                    """)
    void textThatIsNotJsonIsTold(String body, String reason) {
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> read(body))
                .withMessageContaining(reason)
                .withMessageContaining("line 1")
                .satisfies(exception -> assertThat(exception.status().value()).isEqualTo(400));
    }

    private static JobSpecReader.Result read(String body) {
        return JobSpecReader.read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static JobSpec valid(String body) {
        JobSpecReader.Result result = read(body);
        assertThat(result.violations()).isEmpty();
        return Objects.requireNonNull(result.spec());
    }

    private static Map<String, String> messages(String body) {
        return read(body).violations().stream()
                .collect(java.util.stream.Collectors.toMap(
                        Violation::field, Violation::message, (first, second) -> first + "; " + second));
    }
}
