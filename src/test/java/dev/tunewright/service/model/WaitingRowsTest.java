package dev.tunewright.service.model;

import static dev.tunewright.service.model.TestSettings.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tunewright.engine.tokenizer.Encoding;
import dev.tunewright.service.model.Ticket.Row;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingRowsTest {

    private final WaitingRows waiting = new WaitingRows(512);

    /** However many short ones come. */
    @Test
    void longRowsTurnComes() {
        add(500);
        for (int i = 0; i < 16; i++) {
            add(20);
        }
        while (waiting.next().get(0).length() != 500) {
            add(20);
        }
    }

    @Test
    void firstComeAreFirstServedAmongEquals() {
        List<Row> rows = List.of(add(20), add(30), add(25));
        assertThat(waiting.next()).isEqualTo(rows);
    }

    @Test
    void rowsOfARequestThatIsOverAreLeftOut() {
        Row over = add(20);
        Row other = add(20);
        over.ticket().fail(new IllegalStateException());
        assertThat(waiting.next()).containsExactly(other);
    }

    private Row add(int length) {
        List<Row> rows =
                new Ticket(PATIENT, over -> {}).submit(List.of(new Encoding(new int[length], new int[length])));
        waiting.add(rows);
        return rows.get(0);
    }
}
