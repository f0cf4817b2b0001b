package dev.tunewright.engine.data;

import dev.tunewright.engine.data.Split.RawExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes text and label out of the rows of one file.
 *
 * @param emptyIsText whether an empty text is one, since a row that lacks its text looks different
 * @param multiLabel whether an empty label field says that a row has none of the labels
 */
record RowCheck(ColumnIndexes columns, boolean emptyIsText, boolean multiLabel) {

    /** @param kind as {@link Violations#addOfKind} wants it */
    private record Complaint(String kind, int column, String message) {}

    /** @return the row as an example; empty where it cannot be one, which is then a violation of the file's field */
    Optional<RawExample> example(Row row, Place place, String field, Violations violations) {
        List<Complaint> complaints = new ArrayList<>();
        complain(row, columns.text()).ifPresent(complaints::add);
        if (columns.textPair() >= 0) {
            complain(row, columns.textPair()).ifPresent(complaints::add);
        }
        Field label = columns.labels().size() > 1 ? joined(row) : label(row);
        if (label == null && !columns.labelsMayLack()) {
            int missing = columns.labels().stream()
                    .filter(column -> plain(row, column) == null)
                    .findFirst()
                    .orElse(columns.labels().get(0));
            complaints.add(new Complaint("rows without a label", missing, "has no label; give it one or leave it out"));
        } else if (label instanceof Field.Other other) {
            complaints.add(new Complaint(
                    "labels that cannot be used", columns.labels().get(0), "is no label but " + other.kind()));
        }
        complaints.forEach(complaint -> violations.addOfKind(
                field,
                complaint.kind(),
                place + ", column " + Violations.quoted(columns.nameAt(complaint.column())) + ": "
                        + complaint.message()));
        return complaints.isEmpty()
                ? Optional.of(new RawExample(place, text(row, columns.text()), pair(row), label))
                : Optional.empty();
    }

    private Optional<Complaint> complain(Row row, int column) {
        Field field = row.fields().get(column);
        String message;
        if (field instanceof Field.Text text) {
            message = text.text().isBlank() && !emptyIsText ? "is empty; give it a text or leave the row out" : "";
        } else if (field == null) {
            message = "has no text; give it a text or leave the row out";
        } else {
            String kind = field instanceof Field.Other other ? other.kind() : "a list";
            message = "is no text but " + kind + "; name another column in `dataset.text` or `dataset.text_pair`";
        }
        return message.isEmpty() ? Optional.empty() : Optional.of(new Complaint("rows without text", column, message));
    }

    private static String text(Row row, int column) {
        return row.fields().get(column) instanceof Field.Text text ? text.text() : "";
    }

    private @Nullable String pair(Row row) {
        return columns.textPair() < 0 ? null : text(row, columns.textPair());
    }

    private @Nullable Field label(Row row) {
        if (columns.labels().isEmpty()) {
            return null;
        }
        Field field = row.fields().get(columns.labels().get(0));
        if (field instanceof Field.Items list) {
            return new Field.Items(list.items().stream().map(String::strip).toList());
        }
        if (field instanceof Field.Text text) {
            boolean none = text.text().isBlank();
            return none
                    ? (multiLabel && !columns.labelsMayLack() ? new Field.Items(List.of()) : null)
                    : new Field.Text(text.text().strip());
        }
        return field;
    }

    /** @return what the label columns hold, as one list; null where one of them holds nothing */
    private @Nullable Field joined(Row row) {
        List<String> items = new ArrayList<>();
        for (int column : columns.labels()) {
            String item = plain(row, column);
            if (item == null) {
                return null;
            }
            items.add(item);
        }
        return new Field.Items(items);
    }

    private static @Nullable String plain(Row row, int column) {
        return row.fields().get(column) instanceof Field.Text text
                        && !text.text().isBlank()
                ? text.text().strip()
                : null;
    }
}
