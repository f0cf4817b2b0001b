package dev.tunewright.service.metric;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thins a curve for drawing in one pass: the first and the last row stay, and of each stretch between them the rows with
 * the lowest and the highest loss, so that no spike is lost. A loss that is no number counts as the highest.
 */
final class Downsampling {

    private final long total;
    private final int points;
    private final List<StepRow> kept = new ArrayList<>();
    private long seen;
    private long stretch = -1;
    private @Nullable StepRow lowest;
    private @Nullable StepRow highest;

    /**
     * @param total rows that will be added
     * @param points rows to keep at most
     */
    Downsampling(long total, int points) {
        this.total = total;
        this.points = points;
    }

    void add(StepRow row) {
        long index = seen++;
        if (total <= points || index == 0 && points > 1 || index == total - 1) {
            closeStretch();
            kept.add(row);
        } else if (index < total - 1 && points >= 4) {
            long at = (index - 1) * ((points - 2) / 2) / (total - 2);
            if (at != stretch) {
                closeStretch();
                stretch = at;
            }
            weigh(row);
        }
    }

    /** @return the kept rows in order */
    List<StepRow> rows() {
        closeStretch();
        return kept.size() <= points ? kept : kept.subList(0, points);
    }

    private void weigh(StepRow row) {
        if (lowest == null || Double.compare(row.loss(), lowest.loss()) < 0) {
            lowest = row;
        }
        if (highest == null || Double.compare(row.loss(), highest.loss()) > 0) {
            highest = row;
        }
    }

    private void closeStretch() {
        if (lowest == null || highest == null) {
            return;
        }
        kept.add(lowest.step() <= highest.step() ? lowest : highest);
        if (lowest != highest) {
            kept.add(lowest.step() <= highest.step() ? highest : lowest);
        }
        lowest = null;
        highest = null;
    }
}
