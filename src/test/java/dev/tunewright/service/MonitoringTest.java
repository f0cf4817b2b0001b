package dev.tunewright.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.service.job.JobStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alert rules and the dashboard ask for meters that there are. */
class MonitoringTest {

    private static final Path FOLDER = Path.of("helm/tunewright/monitoring");
    private static final Pattern METRIC = Pattern.compile("tunewright_[a-z_]+");
    private static final Pattern METER = Pattern.compile("\"(tunewright\\.[a-z.]+)\"");

    /** What Prometheus' registry adds to a meter's name. */
    private static final Pattern SUFFIX = Pattern.compile("(_seconds)?(_total|_sum|_count|_max|_bucket)?$");

    @ParameterizedTest
    @ValueSource(strings = {"rules.yaml", "dashboard.json"})
    void everyMetricThatIsAskedForIsAMeterOfTheCode(String file) throws IOException {
        UnaryOperator<String> meter =
                metric -> SUFFIX.matcher(metric).replaceFirst("").replace('_', '.');
        Set<String> asked = METRIC.matcher(Files.readString(FOLDER.resolve(file)))
                .results()
                .map(found -> meter.apply(found.group()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(5);
        assertThat(meters()).containsAll(asked);
    }

    @Test
    void panelsHaveTheirOwnPlacesAndTitles() throws IOException {
        JsonNode panels = new JsonMapper()
                .readTree(Files.readString(FOLDER.resolve("dashboard.json")))
                .get("panels");
        Set<String> titles = new TreeSet<>();
        Set<Integer> cells = new TreeSet<>();
        for (JsonNode panel : panels) {
            assertThat(titles.add(panel.get("title").stringValue())).isTrue();
            JsonNode place = panel.get("gridPos");
            for (int x = 0; x < place.get("w").intValue(); x++) {
                for (int y = 0; y < place.get("h").intValue(); y++) {
                    int cell = (place.get("y").intValue() + y) * 24
                            + place.get("x").intValue()
                            + x;
                    assertThat(cells.add(cell))
                            .as(panel.get("title").stringValue())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void workersAreScaledByStatesThatJobsHave() throws IOException {
        String worker = Files.readString(Path.of("helm/tunewright/templates/worker.yaml"));
        String states = Pattern.compile("FROM job WHERE status IN \\(([^)]*)\\)")
                .matcher(worker)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        assertThat(states.replace("'", "").split(", "))
                .extracting(JobStatus::of)
                .containsExactly(JobStatus.QUEUED, JobStatus.RUNNING);
    }

    private static Set<String> meters() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            Set<String> meters = new TreeSet<>();
            for (Path source :
                    sources.filter(path -> path.toString().endsWith(".java")).toList()) {
                METER.matcher(Files.readString(source)).results().forEach(found -> meters.add(found.group(1)));
            }
            return meters;
        }
    }
}
