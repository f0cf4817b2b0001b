package dev.tunewright.service.metric;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thins a curve for drawing in one pass: the first and the last point stay, and of each stretch between them the points with
 * the lowest and the highest loss, so that no spike is lost. A loss that is no number counts as the highest.
 */
final class Downsampling {

    /** A step and its loss. */
    record Point(int step, double loss) {}

    private final List<Point> kept = new ArrayList<>();
    private long stretch = -1;
    private @Nullable Point lowest;
    private @Nullable Point highest;

    private Downsampling() {}

    /**
     * @param curve by step; where it is thinned already, all stretches by the same measure
     * @param points to keep at most
     * @return steps of the points kept, in order
     */
    static List<Integer> steps(List<Point> curve, int points) {
        if (curve.size() <= points) {
            return curve.stream().map(Point::step).toList();
        }
        Downsampling downsampling = new Downsampling();
        downsampling.thin(curve, points);
        List<Point> kept = downsampling.kept;
        return kept.subList(0, Math.min(points, kept.size())).stream()
                .map(Point::step)
                .toList();
    }

    private void thin(List<Point> curve, int points) {
        Point first = curve.get(0);
        Point last = curve.get(curve.size() - 1);
        if (points > 1) {
            kept.add(first);
        }
        long stretches = (points - 2) / 2;
        long span = last.step() - first.step() - 1;
        if (stretches > 0) {
            for (Point point : curve.subList(1, curve.size() - 1)) {
                long at = (point.step() - first.step() - 1) * stretches / span;
                if (at != stretch) {
                    closeStretch();
                    stretch = at;
                }
                weigh(point);
            }
            closeStretch();
        }
        kept.add(last);
    }

    private void weigh(Point point) {
        if (lowest == null || Double.compare(point.loss(), lowest.loss()) < 0) {
            lowest = point;
        }
        if (highest == null || Double.compare(point.loss(), highest.loss()) > 0) {
            highest = point;
        }
    }

    private void closeStretch() {
        if (lowest == null || highest == null) {
            return;
        }
        kept.add(lowest.step() <= highest.step() ? lowest : highest);
        if (lowest.step() != highest.step()) {
            kept.add(lowest.step() <= highest.step() ? highest : lowest);
        }
        lowest = null;
        highest = null;
    }
}
