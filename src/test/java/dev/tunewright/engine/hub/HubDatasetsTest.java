package dev.tunewright.engine.hub;

import static dev.tunewright.engine.hub.StandInHub.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubDatasetsTest {

    private static final byte[] ROWS = {1, 2, 3};
    private static final String CARD = """
            ---
            language: [en]
            configs:
            - config_name: mnli
              data_files:
              - split: train
                path: mnli/train-*
              - split: validation_matched
                path: mnli/validation_matched-*
              - split: test_matched
                path: [mnli/test_matched-*]
            - config_name: mrpc
              data_files:
              - split: train
                path: mrpc/train-*
              - split: validation
                path: mrpc/validation-*
            ---
            # GLUE
            """;

    @TempDir
    private Path folder;

    private StandInHub hub;

    @BeforeEach
    void openTheHub() throws IOException {
        hub = new StandInHub();
    }

    @AfterEach
    void closeTheHub() {
        hub.close();
    }

    @Test
    void glueIsFoundByItsOldNameAndItsNewOne() {
        glue();
        HubDataset old = datasets(false).find("glue/mrpc");
        assertThat(old.splits())
                .isEqualTo(Map.of(
                        "train", List.of("mrpc/train-00000-of-00002.parquet", "mrpc/train-00001-of-00002.parquet"),
                        "validation", List.of("mrpc/validation-00000-of-00001.parquet")));
        assertThat(old.files().name()).isEqualTo("glue");
        assertThat(old.files().commit()).isEqualTo(commit(1));
        assertThat(datasets(false).find("nyu-mll/glue/mrpc").splits()).isEqualTo(old.splits());
        assertThat(datasets(false).find("glue/mnli").splits())
                .containsOnlyKeys("train", "validation_matched", "test_matched");
    }

    @Test
    void unknownConfigurationListsThoseThereAre() {
        glue();
        assertThat(refusal("glue/mrcp")).contains("`glue` has no configuration `mrcp`", "`mnli`, `mrpc`", "`mrpc`?");
        assertThat(refusal("nyu-mll/glue")).contains("several configurations", "`nyu-mll/glue/mnli`");
    }

    @Test
    void whatWasDownloadedIsFoundOffline() {
        glue();
        HubDataset dataset = datasets(false).find("glue/mrpc");
        assertThat(datasets(true).cached("glue/mrpc")).isEmpty();
        dataset.files().download(client(false), DownloadListener.SILENT);
        hub.close();
        HubDataset cached = datasets(true).cached("glue/mrpc").orElseThrow();
        assertThat(cached.splits()).isEqualTo(dataset.splits());
        assertThat(cached.paths(client(true)).get("train")).hasSize(2).allMatch(Files::isRegularFile);
        assertThat(datasets(true).cached("glue/mnli")).isEmpty();
    }

    @Test
    void partOfTheShardsIsNoDataSet() throws IOException {
        Path snapshot = folder.resolve("datasets--org--name/snapshots/" + commit(3) + "/data");
        Files.createDirectories(snapshot);
        Files.createDirectories(folder.resolve("datasets--org--name/refs"));
        Files.writeString(folder.resolve("datasets--org--name/refs/main"), commit(3));
        Files.write(snapshot.resolve("train-00000-of-00002.parquet"), ROWS);
        assertThat(datasets(true).cached("org/name")).isEmpty();
        Files.write(snapshot.resolve("train-00001-of-00002.parquet"), ROWS);
        assertThat(datasets(true).cached("org/name")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "data/train-00000-of-00001.parquet, data/dev-00000-of-00001.parquet",
        "train.csv, test.csv",
        "data/my_train.jsonl, data/my_val.jsonl",
        "train/0.tsv, validation/0.tsv",
        "rows.csv, rows.csv"
    })
    void filesWithoutACardAreToldByTheirNames(String train, String other) {
        hub.large("datasets/org/name", train, ROWS).large("datasets/org/name", other, ROWS);
        HubDataset dataset = datasets(false).find("org/name");
        assertThat(dataset.splits().get("train")).containsExactly(train);
        assertThat(dataset.files().files()).contains(other);
    }

    @Test
    void foldersAreConfigurations() {
        hub.large("datasets/org/name", "en/train-00000-of-00001.parquet", ROWS)
                .large("datasets/org/name", "fr/train-00000-of-00001.parquet", ROWS)
                .large("datasets/org/name", "fr/unsupervised-00000-of-00001.parquet", ROWS);
        assertThat(datasets(false).find("org/name/fr").splits())
                .isEqualTo(Map.of("train", List.of("fr/train-00000-of-00001.parquet")));
        assertThat(refusal("org/name")).contains("`en`, `fr`");
    }

    @Test
    void parquetIsPreferred() {
        hub.large("datasets/org/name", "train.csv", ROWS).large("datasets/org/name", "train.parquet", ROWS);
        assertThat(datasets(false).find("org/name").files().files()).containsExactly("train.parquet");
    }

    @ParameterizedTest
    @CsvSource({
        "plain/train/0000.parquet, plain/validation/0000.parquet",
        "plain/name-train.parquet, plain/name-validation.parquet",
        "plain/name-train-00000-of-00001.parquet, plain/name-validation_x.parquet"
    })
    void scriptsAreReadFromWhatTheHubConverted(String train, String validation) {
        hub.small("datasets/org/name", "name.py", "import datasets")
                .at("datasets/org/name", "refs/convert/parquet", commit(2), train, ROWS)
                .at("datasets/org/name", "refs/convert/parquet", commit(2), validation, ROWS);
        HubDataset dataset = datasets(false).find("org/name");
        assertThat(dataset.splits()).containsEntry("train", List.of(train)).hasSize(2);
        assertThat(dataset.files().commit()).isEqualTo(commit(2));
        dataset.files().download(client(false), DownloadListener.SILENT);
        assertThat(datasets(true).cached("org/name")).contains(dataset);
    }

    @Test
    void partialConversionIsNotTakenForTheWhole() {
        hub.small("datasets/org/name", "name.py", "import datasets")
                .at("datasets/org/name", "refs/convert/parquet", commit(2), "plain/partial-train/0000.parquet", ROWS);
        assertThat(refusal("org/name")).contains("not made parquet of all");
    }

    @Test
    void repositoryWithoutFilesNamesTheRemedy() {
        hub.small("datasets/org/name", "name.py", "import datasets");
        assertThat(refusal("org/name")).contains("no .parquet", "dataset.files");
    }

    @Test
    void absentDataSetIsToldByTheNameThatWasGiven() {
        HubException absent =
                catchThrowableOfType(HubException.class, () -> datasets(false).find("org/name"));
        assertThat(absent).hasMessageContaining("`org/name`");
    }

    @Test
    void cardMayNameFilesInEveryWay() {
        assertThat(layout("data_files: rows.csv")).isEqualTo(Map.of("train", List.of("rows.csv")));
        assertThat(layout("data_files: ['rows.csv', 'b/test.csv']"))
                .isEqualTo(Map.of("train", List.of("b/test.csv", "rows.csv")));
        assertThat(layout("data_files: {train: rows.csv, dev: b/*.csv}"))
                .isEqualTo(Map.of("train", List.of("rows.csv"), "validation", List.of("b/test.csv")));
        assertThat(layout("data_dir: b")).isEqualTo(Map.of("test", List.of("b/test.csv")));
        assertThat(DatasetCard.read("---\nconfigs: {{{\n---\n").configurations())
                .isEmpty();
        assertThat(DatasetCard.read("# no front matter").configurations()).isEmpty();
    }

    private static Map<String, List<String>> layout(String files) {
        String readme = "---\r\nconfigs:\r\n- config_name: one\r\n  " + files + "\r\n---\r\ntext";
        return DatasetLayout.of(List.of("b/test.csv", "rows.csv", "z.txt"), DatasetCard.read(readme))
                .get("one");
    }

    @ParameterizedTest
    @CsvSource({
        "mrpc/train-*, mrpc/train-00000-of-00001.parquet, true",
        "mrpc/train-*, mrpc/a/train-0, false",
        "*.csv, a/b.csv, false",
        "**.csv, a/b.csv, true",
        "**/b.csv, b.csv, true",
        "**/b.csv, a/c/b.csv, true",
        "**/b.csv, a/cb.csv, false",
        "a/**/b.csv, a/b.csv, true",
        "data/[0-9]?.csv, data/42.csv, true",
        "data/[!0-9].csv, data/4.csv, false",
        "a.csv, aXcsv, false"
    })
    void patternsMatchAsInTheOriginal(String pattern, String name, boolean matches) {
        assertThat(new PathPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    @Timeout(5)
    void hostilePatternTakesNoTime() {
        assertThat(new PathPattern("**/*a".repeat(200)).matches("a/".repeat(500) + "b"))
                .isFalse();
    }

    private void glue() {
        hub.rename("datasets/glue", "datasets/nyu-mll/glue").small("datasets/nyu-mll/glue", "README.md", CARD);
        for (String file : List.of(
                "mrpc/train-00000-of-00002.parquet",
                "mrpc/train-00001-of-00002.parquet",
                "mrpc/validation-00000-of-00001.parquet",
                "mnli/train-00000-of-00001.parquet",
                "mnli/validation_matched-00000-of-00001.parquet",
                "mnli/test_matched-00000-of-00001.parquet")) {
            hub.large("datasets/nyu-mll/glue", file, ROWS);
        }
    }

    private String refusal(String reference) {
        return catchThrowableOfType(
                        InvalidInputException.class, () -> datasets(false).find(reference))
                .getMessage();
    }

    private HubDatasets datasets(boolean offline) {
        return new HubDatasets(client(offline));
    }

    private HubClient client(boolean offline) {
        Patience patience = new Patience(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(5));
        return new HubClient(new HubSettings(URI.create(hub.url()), null, offline, new HubCache(folder)), patience);
    }
}
