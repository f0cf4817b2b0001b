package dev.tunewright.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.tunewright.dashboard.Chromium.assertAccessible;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a service with keys, behind a path prefix. Nothing trains here: what is queued stays queued. */
@Timeout(120)
class KeyedDashboardTest {

    private static final String KEY = "a-key-of-nobody-but-this-test-0123456789";

    @AutoClose
    private static DashboardService service;

    @AutoClose
    private static Chromium chromium;

    @BeforeAll
    static void start(@TempDir Path home) {
        chromium = Chromium.start();
        service = DashboardService.start(
                home,
                "--tunewright.roles=api",
                "--server.servlet.context-path=/tune",
                "--tunewright.security.keys[0].name=browser",
                "--tunewright.security.keys[0].key=" + KEY,
                "--tunewright.security.keys[0].roles=submit");
    }

    @Test
    void keyOpensTheDashboardAndTravelsWithEveryCall() {
        Page page = chromium.page(service.url, ColorScheme.DARK, 1280, 900);
        Response answer = page.navigate(service.url);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headerValue("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self';");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Sign in")))
                .isVisible();
        assertAccessible(page, "sign-in");

        page.getByLabel("Key, or token").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.getByText("does not know this key")).isVisible();
        page.getByLabel("Key, or token").fill(KEY);
        page.keyboard().press("Enter");
        assertThat(page.getByText("No job yet")).isVisible();

        page.getByText("Train a first model").click();
        Response stream = page.waitForResponse(
                response -> response.url().endsWith("/events")
                        && "text/event-stream".equals(response.request().headerValue("Accept")),
                () -> page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start training"))
                        .click());
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.request().headerValue("Authorization")).isEqualTo("Bearer " + KEY);
        assertThat(page.getByText("browser", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertAccessible(page, "job that waits");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Cancel"))
                .click();
        assertThat(page.locator(".head .badge")).hasText("cancelled");
        assertThat(page.locator(".log")).containsText(Pattern.compile("job cancelled"));

        assertThat(page.evaluate("() => JSON.stringify(localStorage)").toString())
                .doesNotContain(KEY);
        page.reload();
        assertThat(page.locator(".head .badge")).hasText("cancelled");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.evaluate("() => sessionStorage.length")).isEqualTo(0);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Sign in")))
                .isVisible();
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }

    @Test
    void interfaceIsTriedOutOnItsPage() {
        Page page = chromium.page(service.url, ColorScheme.LIGHT, 1280, 900);
        page.navigate(service.url + "swagger-ui/");
        page.getByLabel("Key or token").fill(KEY);
        page.keyboard().press("Enter");
        Locator operations = page.locator(".opblock");
        assertThat(operations.filter(new Locator.FilterOptions().setHasText("/jobs/{id}/cancel")))
                .isVisible();
        assertThat(operations.count()).isGreaterThan(15);

        Locator hyperparameters = operations.filter(new Locator.FilterOptions().setHasText("/hyperparameters"));
        hyperparameters.locator(".opblock-summary-control").click();
        hyperparameters.getByText("Try it out").click();
        Response answer = page.waitForResponse(
                response -> response.url().endsWith("/hyperparameters"),
                () -> hyperparameters.getByText("Execute").click());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.url()).isEqualTo(service.url + "hyperparameters");
        assertThat(hyperparameters.locator(".live-responses-table tbody .response-col_status"))
                .containsText("200");
        assertThat(hyperparameters.locator(".live-responses-table")).containsText("num_train_epochs");
        assertThat(chromium.complaints()).isEmpty();
        page.context().close();
    }
}
