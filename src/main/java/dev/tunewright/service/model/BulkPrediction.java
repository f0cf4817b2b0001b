package dev.tunewright.service.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers any number of lines in their order, a few at a time: while the model computes some, the next are read. Memory stays the same
 * however many there are.
 *
 * @param model the job's id, so that all lines have the same model, wherever an alias moves meanwhile
 * @param topK labels of each line; null: none
 * @param patience for each few lines
 */
record BulkPrediction(
        Predictor predictor,
        String model,
        boolean truncate,
        @Nullable Integer topK,
        Duration patience,
        PredictSettings limits,
        JsonMapper json) {

    private static final int ROWS = 32;
    private static final int CHARACTERS = 1 << 18;
    private static final int UNDER_WAY = 2;

    /** @param answers of the rows that are right */
    private record Piece(List<BulkRow> rows, CompletableFuture<List<Prediction>> answers) {}

    void run(JsonLines lines, OutputStream out) throws IOException {
        Deque<Piece> underWay = new ArrayDeque<>();
        for (List<BulkRow> rows = read(lines); !rows.isEmpty(); rows = read(lines)) {
            underWay.add(submit(rows));
            while (underWay.size() >= UNDER_WAY || !underWay.isEmpty() && !lines.hasNext()) {
                write(underWay.remove(), out);
            }
        }
        while (!underWay.isEmpty()) {
            write(underWay.remove(), out);
        }
    }

    /** Waits for one line, and takes what else is there. */
    private List<BulkRow> read(JsonLines lines) throws IOException {
        List<BulkRow> rows = new ArrayList<>();
        int characters = 0;
        while (rows.size() < Math.min(ROWS, limits.maxRows())
                && characters < CHARACTERS
                && (rows.isEmpty() || lines.hasNext())) {
            JsonLines.Line line = lines.next();
            if (line == null) {
                break;
            }
            characters += line.bytes() == null ? 0 : line.bytes().length;
            rows.add(BulkRow.read(line, limits));
        }
        return rows;
    }

    private Piece submit(List<BulkRow> rows) {
        try {
            return new Piece(rows, ask(rows));
        } catch (InvalidInputException someAreTooLong) {
            Map<String, List<Violation>> byField =
                    someAreTooLong.violations().stream().collect(Collectors.groupingBy(Violation::field));
            List<BulkRow> told = rows.stream()
                    .map(row -> {
                        PredictInput input = row.input();
                        List<Violation> why =
                                input == null ? List.of() : byField.getOrDefault(input.field(), List.of());
                        return why.isEmpty() ? row : row.refused(why);
                    })
                    .toList();
            return new Piece(told, ask(told));
        }
    }

    private CompletableFuture<List<Prediction>> ask(List<BulkRow> rows) {
        List<PredictInput> inputs = new ArrayList<>();
        for (BulkRow row : rows) {
            if (row.input() != null) {
                inputs.add(row.input());
            }
        }
        return inputs.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : predictor
                        .predict(model, inputs, truncate, Caller.within(patience, true, () -> false))
                        .thenApply(this::predictions);
    }

    private List<Prediction> predictions(Answer answer) {
        Integer most = topK;
        return most == null
                ? answer.predictions()
                : answer.predictions().stream()
                        .map(prediction -> prediction.withTop(answer.labels(), most))
                        .toList();
    }

    private void write(Piece piece, OutputStream out) throws IOException {
        Iterator<Prediction> answers = answers(piece).iterator();
        for (BulkRow row : piece.rows()) {
            BulkRow.Problem error = row.error();
            out.write(json.writeValueAsBytes(error == null ? answers.next() : new BulkRow.Failure(error)));
            out.write('\n');
        }
        out.flush();
    }

    private static List<Prediction> answers(Piece piece) {
        try {
            return piece.answers().join();
        } catch (CompletionException failure) {
            throw Deferred.cause(failure) instanceof RuntimeException cause ? cause : failure;
        }
    }
}
