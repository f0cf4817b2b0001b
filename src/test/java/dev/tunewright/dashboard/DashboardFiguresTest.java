package dev.tunewright.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Measures what the documentation says, on request: {@code ./mvnw test -Dtest=DashboardFiguresTest -Dfigures=true}. */
@EnabledIfSystemProperty(named = "figures", matches = "true")
class DashboardFiguresTest {

    private static final int VISITS = 9;
    private static final int STEPS = 100_000;

    private final List<String> figures = new ArrayList<>();

    @Test
    void figuresAreTaken(@TempDir Path home) throws IOException {
        try (DashboardService service = DashboardService.start(home, "--tunewright.roles=api");
                Chromium chromium = Chromium.start()) {
            String job = service.submitWithCurve("long", STEPS);
            firstVisits(chromium, service.url);
            curve(chromium, service.url, job);
            assertThat(chromium.complaints()).isEmpty();
        }
        Files.write(Path.of("target/dashboard-figures.txt"), figures);
        figures.forEach(System.out::println);
    }

    /** Each by a browser that has nothing of the page yet. */
    private void firstVisits(Chromium chromium, String url) {
        List<Double> paints = new ArrayList<>();
        List<Double> shown = new ArrayList<>();
        for (int i = 0; i < VISITS; i++) {
            Page page = chromium.page(url, ColorScheme.LIGHT, 1280, 900);
            page.navigate(url);
            page.locator("main:not([aria-busy]) h1").waitFor();
            paints.add(number(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            shown.add(number(page, "performance.now()"));
            if (i == 0) {
                String files =
                        "performance.getEntries().filter(entry => entry.transferSize > 0 && !/[/]jobs[?]/.test(entry.name))";
                figures.add("first visit: %.1f KB in %.0f files as they are sent, headers included; %.1f KB unpacked"
                        .formatted(
                                number(page, files + ".reduce((sum, entry) => sum + entry.transferSize, 0)") / 1000,
                                number(page, files + ".length"),
                                number(page, files + ".reduce((sum, entry) => sum + entry.decodedBodySize, 0)")
                                        / 1000));
            }
            page.context().close();
        }
        figures.add("first paint, of " + VISITS + " first visits: " + middleAndMost(paints));
        figures.add("list of jobs there: " + middleAndMost(shown));
    }

    private void curve(Chromium chromium, String url, String job) {
        Page page = chromium.page(url, ColorScheme.LIGHT, 1280, 900);
        page.navigate(url + "#/jobs/" + job);
        page.waitForFunction("last => document.querySelector('figure.chart')?.dataset.last === last", "" + STEPS);
        figures.add("page of a job of %d steps there: %.0f ms".formatted(STEPS, number(page, "performance.now()")));
        figures.add("its three charts, zoomed: "
                + Frames.whileZooming(page.locator("figure.chart").first()));
        page.evaluate("""
                async steps => {
                    const {LineChart, Zoom} = await import('./dashboard/chart.js');
                    const chart = new LineChart('All', [{label: 'loss', color: '--line-1'}], new Zoom());
                    chart.element.id = 'all';
                    document.getElementById('main').replaceChildren(chart.element);
                    const xs = Array.from({length: steps}, (_, i) => i + 1);
                    chart.set([[xs, xs.map(x => 2 / Math.sqrt(x) + 0.1 * Math.random())]]);
                }""", STEPS);
        page.locator("#all canvas").waitFor();
        figures.add("one chart that is given all %d points, zoomed: %s"
                .formatted(STEPS, Frames.whileZooming(page.locator("#all"))));
        page.context().close();
    }

    private static double number(Page page, String expression) {
        return ((Number) page.evaluate("() => " + expression)).doubleValue();
    }

    private static String middleAndMost(List<Double> times) {
        Collections.sort(times);
        return "%.0f ms in the middle, %.0f ms at most"
                .formatted(times.get(times.size() / 2), times.get(times.size() - 1));
    }
}
