package dev.tunewright.engine;

import java.util.List;

/**
 * The input can never work as given; trying again changes nothing. Carries every violation found, not only the first.
 */
public final class InvalidInputException extends RuntimeException {

    /**
     * @param field path of the wrong value as the caller wrote it, such as {@code hyperparameters.learning_rate}
     * @param message what is wrong: names the value, the limit and the remedy
     */
    public record Violation(String field, String message) {}

    private final List<Violation> violations;

    public InvalidInputException(List<Violation> violations) {
        super(violations.toString());
        this.violations = List.copyOf(violations);
    }

    public InvalidInputException(String field, String message) {
        this(List.of(new Violation(field, message)));
    }

    public List<Violation> violations() {
        return violations;
    }

    @Override
    public String getMessage() {
        StringBuilder text = new StringBuilder();
        for (Violation violation : violations) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(violation.field())
                    .append(": ")
                    .append(violation.message());
        }
        return text.toString();
    }
}
