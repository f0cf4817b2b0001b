package dev.tunewright.engine.data;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks what a specification says before any file is opened. */
final class SpecCheck {

    /** One token of text between the two special ones that most tokenizers add. */
    private static final int SHORTEST_ENCODING = 3;

    private final Violations violations;

    private SpecCheck(Violations violations) {
        this.violations = violations;
    }

    /** @return whether the files can be read all the same */
    static boolean check(DatasetSpec spec, Violations violations) {
        SpecCheck check = new SpecCheck(violations);
        check.splits(spec);
        check.atLeast("dataset.max_train_samples", spec.maxTrainSamples(), 1);
        check.atLeast("dataset.max_eval_samples", spec.maxEvalSamples(), 1);
        check.atLeast("dataset.max_length", spec.maxLength(), SHORTEST_ENCODING);
        check.fraction(spec);
        check.textPair(spec);
        check.labels(spec);
        boolean namesALabel = spec.labels() == null || !spec.labels().isEmpty();
        return check.delimiter(spec.delimiter()) && namesALabel;
    }

    private void splits(DatasetSpec spec) {
        if (!spec.splits().containsKey("train")) {
            String others = spec.splits().isEmpty()
                    ? ""
                    : "; there is only "
                            + String.join(", ", new TreeSet<>(spec.splits().keySet()));
            violations.add("dataset.files.train", "is required" + others);
        }
        Set<String> unknown = new TreeSet<>(spec.splits().keySet());
        unknown.removeIf(SplitName::isKnown);
        unknown.forEach(name -> violations.add(
                "dataset.files." + name,
                "is no split; the splits are train, validation, test, or several such as validation_a and"
                        + " validation_b"));
        spec.splits().forEach((name, files) -> {
            if (files.isEmpty()) {
                violations.add("dataset.files." + name, "names no file; every split needs one at least");
            }
        });
    }

    private void atLeast(String field, @Nullable Integer value, int least) {
        if (value != null && value < least) {
            violations.add(field, "must be at least " + least + ", was " + value);
        }
    }

    private void fraction(DatasetSpec spec) {
        Double fraction = spec.validationFraction();
        if (fraction == null) {
            return;
        }
        if (!(fraction > 0 && fraction < 1)) {
            violations.add("dataset.validation_fraction", "must be > 0 and < 1, was " + fraction);
        }
        if (spec.splits().keySet().stream().anyMatch(SplitName::isValidation)) {
            violations.add(
                    "dataset.validation_fraction",
                    "is for data without a validation split; leave it or `dataset.files.validation` out");
        }
    }

    private void labels(DatasetSpec spec) {
        List<String> labels = spec.labels();
        if (spec.labelDelimiter() != null && spec.labelDelimiter().isEmpty()) {
            violations.add("dataset.label_delimiter", "must not be empty");
        }
        if (labels == null) {
            return;
        }
        if (labels.size() < 2 || Set.copyOf(labels).size() < labels.size()) {
            violations.add("dataset.labels", "must name two columns of 0 and 1 at least, each once, was " + labels);
        }
        if (spec.label() != null || spec.labelDelimiter() != null) {
            violations.add(
                    "dataset.labels", "are the label columns; leave `dataset.label` and `dataset.label_delimiter` out");
        }
    }

    private boolean delimiter(@Nullable String delimiter) {
        if (delimiter == null || delimiter.length() == 1 && !"\"\r\n\0".contains(delimiter)) {
            return true;
        }
        violations.add(
                "dataset.delimiter",
                "must be one character, no quote and no end of line, was " + Violations.quoted(delimiter));
        return false;
    }

    private void textPair(DatasetSpec spec) {
        if (spec.textPair() != null && spec.textPair().equals(spec.text())) {
            violations.add("dataset.text_pair", "is the column of `dataset.text` too; name another or leave it out");
        }
    }
}
