package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
