package dev.tunewright.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Takes the documentation's pictures, on request: {@code ./mvnw test -Dtest=ScreenshotTest -Dscreenshots=true}. */
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
class ScreenshotTest {

    private static final Path FOLDER = Path.of("src/docs/screenshots");

    /** Of a picture of a long page, in pixels: what is below is more of the same. */
    private static final int MOST_HEIGHT = 2300;

    private static final String TRAINED = """
            {"name": "%s", "checkpoint": "embedded:minilm", "tags": {"team": "search"}, "metrics": ["accuracy", "f1"],
             "dataset": {"name": "embedded:paraphrase"},
             "hyperparameters": {"num_train_epochs": 4, "per_device_train_batch_size": 16, "per_device_eval_batch_size": 32,
              "learning_rate": %s, "warmup_ratio": 0.1, "lr_scheduler_type": "%s", "eval_strategy": "epoch", "save_strategy": "epoch",
              "load_best_model_at_end": true, "metric_for_best_model": "accuracy", "save_total_limit": 1}}""";

    @Test
    void picturesAreTaken(@TempDir Path home) throws IOException {
        Files.createDirectories(FOLDER);
        try (DashboardService service = DashboardService.start(home, "--tunewright.worker.devices=cpu");
                Chromium chromium = Chromium.start()) {
            String first = service.submit(TRAINED.formatted("paraphrase-minilm", "1e-4", "linear"));
            String second = service.submit(TRAINED.formatted("paraphrase-cosine", "5e-5", "cosine"));
            String third = service.submit(TRAINED.formatted("paraphrase-slow", "2e-5", "linear"));
            String stopped = service.submit(TRAINED.formatted("paraphrase-trial", "3e-4", "linear"));
            service.cancel(stopped);
            service.awaitStatus(third, "succeeded");
            String live = service.submit(TRAINED.formatted("paraphrase-again", "1e-4", "polynomial")
                    .replace("\"num_train_epochs\": 4", "\"num_train_epochs\": 40"));
            service.submit(TRAINED.formatted("paraphrase-next", "7e-5", "linear"));
            service.point("search-live", first);
            Map<String, String> pages = new LinkedHashMap<>();
            pages.put("live", "#/jobs/" + live);
            pages.put("jobs", "#/jobs");
            pages.put("job", "#/jobs/" + first);
            pages.put("compare", "#/compare/" + first + "," + second + "," + third);
            pages.put("new-job", "#/new?from=" + second);
            pages.put("models", "#/models/search-live");
            pages.put("sign-in", "#/jobs");
            pages.put("interface", "swagger-ui/");
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                pages.forEach((name, route) -> take(chromium, service.url, name, route, scheme, 1280, 860));
                take(chromium, service.url, "phone", "#/jobs/" + first, scheme, 390, 844);
            }
            service.cancel(live);
            assertThat(chromium.complaints()).isEmpty();
        }
    }

    private static void take(
            Chromium chromium, String url, String name, String route, ColorScheme scheme, int width, int height) {
        Page page = chromium.page(url, scheme, width, height);
        if (name.equals("sign-in")) {
            page.route("**/jobs?*", call -> call.fulfill(new Route.FulfillOptions().setStatus(401)));
        }
        page.navigate(url + route);
        prepare(page, name);
        page.evaluate("() => window.scrollTo(0, 0)");
        page.waitForTimeout(700);
        boolean full = !List.of("phone", "live", "sign-in", "interface").contains(name);
        String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(FOLDER.resolve(file))
                .setFullPage(full)
                .setClip(0, 0, width, full ? pageHeight(page, name) : height));
        page.context().close();
    }

    private static double pageHeight(Page page, String name) {
        double height = ((Number) page.evaluate("() => document.documentElement.scrollHeight")).doubleValue();
        return name.equals("job") ? Math.min(MOST_HEIGHT, height) : height;
    }

    /** Brings a page into the state that it is shown in. */
    private static void prepare(Page page, String name) {
        switch (name) {
            case "live" -> {
                page.waitForFunction(
                        "() => Number(document.querySelector('figure.chart')?.dataset.last) > 140",
                        null,
                        new Page.WaitForFunctionOptions().setTimeout(300_000));
            }
            case "job" -> page.getByText("Rows it gets most wrong").first().waitFor();
            case "new-job" -> {
                page.getByText("Check (dry run)").click();
                page.getByText("Memory, about").waitFor();
            }
            case "models" -> {
                page.locator("textarea").first().fill("The ferry was cancelled because of the storm.");
                page.locator("textarea").nth(1).fill("Because of the storm, the ferry did not sail.");
                page.getByText("Ask", new Page.GetByTextOptions().setExact(true))
                        .click();
                page.locator(".answers .score").first().waitFor();
            }
            case "interface" -> page.locator(".opblock").first().waitFor();
            default -> page.locator("main:not([aria-busy]) h1, form h1").first().waitFor();
        }
    }
}
