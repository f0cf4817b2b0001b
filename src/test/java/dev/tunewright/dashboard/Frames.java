package dev.tunewright.dashboard;

import com.microsoft.playwright.Locator;
import java.util.List;

/**
 * How long pictures of a chart took while one zoomed and moved by the keyboard as fast as it went: each from the key to the frame that
 * shows what it did, waiting for the screen's next turn (17 ms) included.
 *
 * @param milliseconds in order of length
 */
record Frames(List<Double> milliseconds) {

    @SuppressWarnings("unchecked")
    static Frames whileZooming(Locator chart) {
        List<Number> times = (List<Number>) chart.evaluate("""
                async chart => {
                    const keys = ['+', '+', '+', 'ArrowRight', 'ArrowLeft', '+', 'ArrowRight', '-', '-', '-'];
                    const times = [];
                    for (let i = 0; i < 60; i++) {
                        const start = performance.now();
                        chart.dispatchEvent(new KeyboardEvent('keydown', {key: keys[i % keys.length]}));
                        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
                        times.push(performance.now() - start);
                    }
                    return times;
                }""");
        return new Frames(times.stream().map(Number::doubleValue).sorted().toList());
    }

    double median() {
        return milliseconds.get(milliseconds.size() / 2);
    }

    double slowest() {
        return milliseconds.get(milliseconds.size() - 1);
    }

    @Override
    public String toString() {
        return "%.0f ms in the middle, %.0f ms at 95 percent, %.0f ms at most"
                .formatted(median(), milliseconds.get(milliseconds.size() * 95 / 100), slowest());
    }
}
