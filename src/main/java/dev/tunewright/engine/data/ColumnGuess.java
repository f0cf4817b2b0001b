package dev.tunewright.engine.data;

import dev.tunewright.engine.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the columns that a specification names, or the ones it leaves open where the names leave no doubt. */
final class ColumnGuess {

    private record Texts(String text, @Nullable String pair) {
        boolean isIn(List<String> columns) {
            return columns.contains(text) && (pair == null || columns.contains(pair));
        }

        boolean isPartOf(Texts other) {
            return !equals(other) && pair == null && (text.equals(other.text) || text.equals(other.pair));
        }
    }

    /** As GLUE's data sets, on the hub and as they were first given out, name their texts; and what people write. */
    private static final List<Texts> KNOWN_TEXTS = List.of(
            new Texts("sentence1", "sentence2"),
            new Texts("question1", "question2"),
            new Texts("question", "sentence"),
            new Texts("premise", "hypothesis"),
            new Texts("#1 String", "#2 String"),
            new Texts("text1", "text2"),
            new Texts("text_a", "text_b"),
            new Texts("text", "text_pair"),
            new Texts("sentence", null),
            new Texts("text", null));

    private static final List<String> KNOWN_LABELS =
            List.of("label", "labels", "gold_label", "is_duplicate", "Quality", "score");

    private final List<String> columns;
    private final Violations violations;

    private ColumnGuess(List<String> columns, Violations violations) {
        this.columns = columns;
        this.violations = violations;
    }

    /** @return the columns; empty where a violation was added */
    static Optional<ColumnNames> of(DatasetSpec spec, List<String> columns, Violations violations) {
        ColumnGuess guess = new ColumnGuess(columns, violations);
        Optional<Texts> texts = guess.texts(spec);
        Optional<List<String>> labels = guess.labels(spec);
        return texts.flatMap(found -> labels.flatMap(names -> guess.distinct(spec, found, names)));
    }

    private Optional<ColumnNames> distinct(DatasetSpec spec, Texts texts, List<String> labels) {
        String field = spec.labels() == null ? "dataset.label" : "dataset.labels";
        Optional<String> both = labels.stream()
                .filter(label -> label.equals(texts.text()) || label.equals(texts.pair()))
                .findFirst();
        both.ifPresent(label ->
                violations.add(field, "`" + label + "` is a column of text too; name another for one of them"));
        return both.isPresent() ? Optional.empty() : Optional.of(new ColumnNames(texts.text(), texts.pair(), labels));
    }

    private Optional<List<String>> labels(DatasetSpec spec) {
        if (spec.labels() == null) {
            Optional<String> one = spec.label() == null ? label() : present("dataset.label", spec.label());
            return one.map(List::of);
        }
        List<String> there = spec.labels().stream()
                .filter(name -> present("dataset.labels", name).isPresent())
                .toList();
        return there.size() == spec.labels().size() ? Optional.of(there) : Optional.empty();
    }

    private Optional<Texts> texts(DatasetSpec spec) {
        if (spec.text() != null) {
            Optional<String> text = present("dataset.text", spec.text());
            boolean pairIsThere = spec.textPair() == null
                    || present("dataset.text_pair", spec.textPair()).isPresent();
            return text.filter(name -> pairIsThere).map(name -> new Texts(name, spec.textPair()));
        }
        List<Texts> found = KNOWN_TEXTS.stream()
                .filter(texts -> texts.isIn(columns))
                .filter(texts -> spec.textPair() == null || Objects.equals(spec.textPair(), texts.pair()))
                .toList();
        List<Texts> widest = found.stream()
                .filter(texts -> found.stream().noneMatch(texts::isPartOf))
                .toList();
        if (widest.size() != 1) {
            violations.add(
                    "dataset.text",
                    "cannot be guessed" + listing()
                            + "; name the column of the text, and for pairs `dataset.text_pair`; the columns of a"
                            + " delimited file without a header are named by position, from \"0\"");
            return Optional.empty();
        }
        return Optional.of(widest.get(0));
    }

    private Optional<String> label() {
        List<String> found = KNOWN_LABELS.stream().filter(columns::contains).toList();
        if (found.size() != 1) {
            violations.add("dataset.label", "cannot be guessed" + listing() + "; name the column of the label");
            return Optional.empty();
        }
        return Optional.of(found.get(0));
    }

    private Optional<String> present(String field, String name) {
        if (columns.contains(name)) {
            return Optional.of(name);
        }
        violations.add(field, missing(name, columns));
        return Optional.empty();
    }

    static String missing(String name, List<String> columns) {
        return "there is no column `" + name + "`" + new ColumnGuess(columns, new Violations()).listing()
                + NearestName.question(name, columns);
    }

    private String listing() {
        List<String> shown = new ArrayList<>(columns.subList(0, Math.min(20, columns.size())));
        String more = columns.size() > shown.size() ? " and " + (columns.size() - shown.size()) + " more" : "";
        return "; the columns are " + shown.stream().map(Violations::quoted).collect(Collectors.joining(", ")) + more;
    }
}
