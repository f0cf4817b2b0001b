package dev.tunewright.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tunewright.dashboard.Chromium.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard in a real browser, on a service that really trains. */
@Timeout(300)
class DashboardTest {

    private static final int PAGE_BYTES = 300_000;
    private static final int LONG_CURVE = 100_000;
    private static final JsonMapper JSON = new JsonMapper();

    @AutoClose
    private static DashboardService service;

    @AutoClose
    private static Chromium chromium;

    private static String trained;
    private static String other;

    private Page page;

    @BeforeAll
    static void start(@TempDir Path home) {
        chromium = Chromium.start();
        service = DashboardService.start(home, "--tunewright.worker.devices=cpu");
        trained = service.submit(DashboardService.spec("trained", "\"num_train_epochs\": 2, \"learning_rate\": 3e-5"));
        other = service.submit(DashboardService.spec("other", "\"max_steps\": 4, \"learning_rate\": 1e-4"));
        service.awaitStatus(other, "succeeded");
    }

    @BeforeEach
    void openPage() {
        page = chromium.page(service.url, ColorScheme.LIGHT, 1280, 900);
    }

    @AfterEach
    void nothingWasThrown() {
        page.context().close();
        assertThat(chromium.complaints()).isEmpty();
    }

    /** From nowhere, since an address that differs after # alone would load nothing. */
    private void open(String route) {
        page.navigate("about:blank");
        page.navigate(service.url + "#" + route);
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    private Locator chart(String title) {
        return page.locator("figure.chart", new Page.LocatorOptions().setHasText(Pattern.compile("^" + title)));
    }

    private int lastStep() {
        String last = chart("Loss").getAttribute("data-last");
        return last == null || last.isEmpty() ? 0 : (int) Double.parseDouble(last);
    }

    private String picture() {
        return (String) chart("Loss").locator("canvas").evaluate("canvas => canvas.toDataURL()");
    }

    @Test
    void curveMovesWhileTheJobTrains() {
        open("/new");
        field("Name").fill("live");
        field("Checkpoint").fill("embedded:minilm");
        field("Data set").fill("embedded:paraphrase");
        field("num_train_epochs").fill("4");
        field("per_device_train_batch_size").fill("8");
        page.getByText("Columns and limits").click();
        field("Rows to train on, at most").fill("128");
        field("Rows to evaluate on, at most").fill("16");
        button("Start training").click();

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("live")))
                .isVisible();
        page.evaluate("() => { window.sameDocument = true; }");
        Locator state = page.locator(".head .badge");
        assertThat(state).hasText("running", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
        page.waitForCondition(() -> lastStep() > 0);
        int seen = lastStep();
        String before = picture();
        page.waitForCondition(() -> lastStep() >= seen + 5);
        assertThat(picture()).isNotEqualTo(before);
        assertThat(service.job(page.url().replaceAll(".*/", ""))
                        .get("finished_at")
                        .isNull())
                .as("the job was still training when its curve had moved from step " + seen)
                .isTrue();

        assertThat(state).hasText("succeeded", new LocatorAssertions.HasTextOptions().setTimeout(120_000));
        page.waitForCondition(() -> lastStep() == 64);
        assertThat(page.locator("table", new Page.LocatorOptions().setHasText("accuracy"))
                        .first())
                .isVisible();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Confusion matrix")))
                .isVisible();
        assertThat(page.getByText("Rows of train", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(page.locator(".log")).containsText("data: 128 rows of train");
        assertThat(page.evaluate("() => window.sameDocument")).isEqualTo(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void everyPageIsAccessible(ColorScheme scheme) {
        page.context().close();
        page = chromium.page(service.url, scheme, 1280, 900);
        Map<String, String> pages = Map.of(
                "/jobs",
                "Jobs",
                "/jobs/" + trained,
                "trained",
                "/compare/" + trained + "," + other,
                "Compare jobs",
                "/new?from=" + trained,
                "New job like trained",
                "/models/trained",
                "Models");
        pages.forEach((route, title) -> {
            open(route);
            assertThat(page.getByRole(
                            AriaRole.HEADING,
                            new Page.GetByRoleOptions()
                                    .setName(title)
                                    .setExact(true)
                                    .setLevel(1)))
                    .isVisible();
            if (route.startsWith("/jobs/")) {
                page.getByText("Rows it gets most wrong").first().waitFor();
            }
            assertAccessible(page, route + " " + scheme);
        });
    }

    @Test
    void pagesFitAPhone() {
        page.setViewportSize(390, 844);
        for (String route :
                List.of("/jobs", "/jobs/" + trained, "/compare/" + trained + "," + other, "/new", "/models")) {
            open(route);
            page.locator("main:not([aria-busy]) h1").waitFor();
            assertThat((int) page.evaluate("() => document.documentElement.scrollWidth"))
                    .as(route)
                    .isLessThanOrEqualTo(390);
        }
    }

    @Test
    void firstLoadIsSmallAndQuick() {
        List<Response> files = new ArrayList<>();
        page.onResponse(response -> {
            if (!response.url().contains("jobs?")) {
                files.add(response);
            }
        });
        page.navigate(service.url);
        page.locator("h1").waitFor();
        // A copy: asking for a body lets the listener above hear of further files.
        assertThat(List.copyOf(files).stream()
                        .mapToInt(file -> file.body().length)
                        .sum())
                .as("bytes, not compressed")
                .isBetween(60_000, PAGE_BYTES);
        double painted = 10_000;
        for (int i = 0; i < 3; i++) {
            page.reload();
            page.locator("h1").waitFor();
            painted = Math.min(
                    painted,
                    ((Number) page.evaluate(
                                    "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                            .doubleValue());
        }
        assertThat(painted).as("milliseconds to the first paint").isLessThan(1000);
    }

    @Test
    void jobsAreFoundByStateAndWords() {
        open("/jobs");
        Locator rows = page.locator(".jobs tbody tr");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("trained")))
                .hasCount(1);
        field("Search").fill("team:search trai");
        assertThat(rows).hasCount(1);
        assertThat(rows.first()).containsText("succeeded");
        field("Search").fill("");
        page.getByText("failed", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.getByText("No job fits")).isVisible();
    }

    @Test
    void searchLooksAmongOlderJobsByItself() {
        String like = service.job(other).toString();
        String newest =
                IntStream.range(0, 100).mapToObj(i -> named(like, "young-" + i)).collect(Collectors.joining(","));
        page.route(Pattern.compile(".*/jobs\\?.*"), route -> {
            boolean older = route.request().url().contains("after=");
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(
                            older
                                    ? "{\"data\": [" + named(like, "ancient")
                                            + "], \"has_more\": false, \"next\": null}"
                                    : "{\"data\": [" + newest + "], \"has_more\": true, \"next\": \"1\"}"));
        });
        open("/jobs");
        Locator rows = page.locator(".jobs tbody tr");
        assertThat(rows).hasCount(100);
        field("Search").fill("ancient");
        assertThat(rows).hasCount(1);
        field("Search").fill("");
        assertThat(rows).hasCount(101);
    }

    private static String named(String job, String name) {
        String id =
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        return job.replace(other, id).replace("\"name\":\"other\"", "\"name\":\"" + name + "\"");
    }

    @Test
    void comparisonMarksWhatDiffers() {
        open("/jobs");
        field("Choose trained to compare").check();
        field("Choose other to compare").check();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Compare 2 jobs"))
                .click();
        Locator marked = page.locator("tr.marked");
        assertThat(marked.filter(new Locator.FilterOptions().setHasText("learning_rate")))
                .containsText("0.0001");
        assertThat(page.locator("th", new Page.LocatorOptions().setHasText(Pattern.compile("^weight_decay"))))
                .hasCount(0);
        field("Only what differs").uncheck();
        assertThat(page.locator("th", new Page.LocatorOptions().setHasText(Pattern.compile("^weight_decay"))))
                .hasCount(1);
        assertThat(chart("Loss")).hasAttribute("data-last", "8");
        field("Show").selectOption("eval:accuracy");
        assertThat(chart("accuracy of evaluations")).isVisible();
    }

    @Test
    void formTellsWhatIsWrongAsOneTypes() {
        open("/new");
        field("learning_rate").fill("-1");
        assertThat(page.getByText("must be above 0, was -1")).isVisible();
        field("learning_rate").fill("2e-5");
        assertThat(page.getByText("must be above 0")).hasCount(0);
        field("lr_scheduler_kwargs").fill("{\"num_cycles\": 2}");
        assertThat(page.getByText("must be left open: linear has no options")).isVisible();
        field("lr_scheduler_type").selectOption("cosine_with_restarts");
        assertThat(page.getByText("must be left open")).hasCount(0);
        field("lr_scheduler_kwargs").fill("{\"num_cycles\": \"two\"}");
        assertThat(page.getByText("num_cycles must be a number, was two")).isVisible();
        field("lr_scheduler_kwargs").fill("");
        button("Check (dry run)").click();
        assertThat(page.getByText("is required").first()).isVisible();
        field("Checkpoint").fill("embedded:nothing");
        field("Data set").fill("embedded:paraphrase");
        button("Check (dry run)").click();
        assertThat(page.getByText("does not ship inside the jar").first()).isVisible();
        assertThat(field("Checkpoint")).hasAttribute("aria-invalid", "true");
        assertAccessible(page, "form with mistakes");
        field("Checkpoint").fill("embedded:minilm");
        button("Check (dry run)").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("What it would come to")))
                .isVisible();
        assertThat(page.getByText("Memory, about")).isVisible();
    }

    @Test
    void cloneAsksForTheSame() {
        open("/new?from=" + trained);
        page.getByText("As a request").click();
        JsonNode body = JSON.readTree(page.locator("pre").textContent());
        JsonNode job = service.job(trained);
        for (String part : List.of("name", "checkpoint", "dataset", "tags", "metrics")) {
            assertThat(body.get(part)).as(part).isEqualTo(job.get(part));
        }
        assertThat(body.get("hyperparameters").get("learning_rate").asDouble()).isEqualTo(3e-5);
        assertThat(body.get("hyperparameters").has("weight_decay")).isFalse();
    }

    @Test
    void fileBecomesADataSetOfAJob() {
        open("/new");
        page.getByText("Uploaded", new Page.GetByTextOptions().setExact(true)).click();
        field("Name of the data set").fill("mine");
        String rows = "text,label\n" + "good,yes\nbad,no\n".repeat(10);
        Locator file = page.locator("input[type=file]").first();
        file.setInputFiles(new FilePayload("train.xls", "text/csv", rows.getBytes(StandardCharsets.UTF_8)));
        button("Upload").click();
        assertThat(page.getByText("the name of its file must end in").first()).isVisible();
        file.setInputFiles(new FilePayload("train.csv", "text/csv", rows.getBytes(StandardCharsets.UTF_8)));
        button("Upload").click();
        assertThat(field("Uploaded data set")).hasValue(Pattern.compile("[0-9a-f-]{36}"));
    }

    @Test
    void modelAnswersInThePlayground() {
        open("/models/trained");
        field("Text").fill("He has won three times.");
        field("Second text, for models of pairs").fill("Three times he won.");
        button("Ask").click();
        assertThat(page.locator(".answers .score")).hasCount(2);
        assertThat(page.locator(".answers")).containsText("equivalent");
        assertThat(page.locator(".answers")).containsText("different");
        assertAccessible(page, "answers");
    }

    @Test
    void aliasIsPointedAtAModelAndRemoved() {
        open("/models");
        field("Alias").fill("not a name");
        assertThat(page.getByText("must be up to 128 letters")).isVisible();
        field("Alias").fill("live");
        field("Points at").selectOption(trained);
        button("Point it there").click();
        assertThat(button("Remove live")).isVisible();
        assertThat(page.locator("table", new Page.LocatorOptions().setHasText("Checkpoint"))
                        .locator("tbody tr", new Locator.LocatorOptions().setHasText("trained")))
                .containsText("live");

        button("Try live").first().click();
        assertThat(page.getByText("different, equivalent")).isVisible();
        field("Text").fill("He has won three times.");
        button("Ask").click();
        assertThat(page.locator(".answers .score")).hasCount(2);
        assertAccessible(page, "alias");

        page.onceDialog(Dialog::accept);
        button("Remove live").click();
        assertThat(button("Remove live")).hasCount(0);
        assertThat(field("Alias")).isFocused();
    }

    @Test
    void curveOfAHundredThousandStepsIsSmooth() {
        String id = service.submitWithCurve("long", LONG_CURVE);
        open("/jobs/" + id);
        page.waitForCondition(() -> lastStep() == LONG_CURVE);
        int overview = Integer.parseInt(chart("Loss").getAttribute("data-points"));
        assertThat(overview).isBetween(1000, 10_000);
        Frames frames = Frames.whileZooming(chart("Loss"));
        assertThat(frames.median()).as(frames.toString()).isLessThan(100);
        assertThat(frames.slowest()).as(frames.toString()).isLessThan(400);
        page.waitForCondition(() -> Integer.parseInt(chart("Loss").getAttribute("data-points")) > overview + 1000);
        button("Whole curve").click();
    }

    @Test
    void keyboardReachesTheContentAndTheThemeStays() {
        open("/jobs");
        page.locator("h1").waitFor();
        page.keyboard().press("Tab");
        page.locator(".skip").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        button("Theme: auto").click();
        button("Theme: light").click();
        page.reload();
        assertThat(button("Theme: dark")).isVisible();
        assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(14, 19, 27)");
    }
}
