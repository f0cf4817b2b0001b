package dev.tunewright.service;

/** The service cannot start as it is set up; shown without a stack trace. */
public final class StartupProblem extends RuntimeException {

    private final String remedy;

    /** @param remedy what the operator can do */
    public StartupProblem(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
