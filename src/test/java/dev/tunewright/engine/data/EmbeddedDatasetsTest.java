package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedDatasetsTest {

    @TempDir
    private Path cache;

    @Test
    void sampleIsReadAsPairsWithNamedLabels() {
        Dataset dataset = DatasetReader.read(EmbeddedDatasets.copy("tiny", cache), null);

        assertThat(dataset.labels().names()).containsExactly("different", "equivalent");
        assertThat(dataset.train())
                .containsExactly(
                        new Example("The kettle is on.", "Tea water is heating.", 1),
                        new Example("The kettle is on.", "The kettle is for sale.", 0));
        assertThat(dataset.split("validation")).containsExactly(new Example("She \"left.", "She went away.", 1));
    }

    @ParameterizedTest
    @MethodSource("dev.tunewright.engine.data.EmbeddedDatasets#names")
    void everySampleIsReadAndBalanced(String name) {
        Dataset dataset = DatasetReader.read(EmbeddedDatasets.materialise(name, cache), null);

        for (String split : List.of("train", "validation")) {
            List<Example> rows = dataset.split(split);
            assertThat(rows.stream().mapToDouble(Example::label).average())
                    .as("share of label 1 in %s", split)
                    .hasValueCloseTo(0.5, within(0.1));
            assertThat(rows).allSatisfy(row -> assertThat(row.textPair()).isNotNull());
        }
        assertThat(dataset.labels().names()).containsExactly("different", "equivalent");
        assertThat(dataset.train().size() + dataset.split("validation").size()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void presentFilesStayAndDifferentOnesAreReplaced() throws IOException {
        EmbeddedDatasets.copy("tiny", cache);
        Path train = cache.resolve("tiny/train.tsv");
        Path validation = cache.resolve("tiny/validation.tsv");
        String content = Files.readString(validation);
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(train, longAgo);
        Files.writeString(validation, "half a fi");

        EmbeddedDatasets.copy("tiny", cache);

        assertThat(Files.getLastModifiedTime(train)).isEqualTo(longAgo);
        assertThat(validation).hasContent(content);
        assertThat(cache.resolve("tiny")).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void unknownNameIsRefusedWithTheNearest() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> EmbeddedDatasets.materialise("paraphrases", cache))
                .withMessage("dataset.name: there is no embedded data set `paraphrases`; known are paraphrase."
                        + " Did you mean `paraphrase`?");
    }
}
