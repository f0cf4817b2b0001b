package dev.tunewright.service.job;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.Queries;

/** H2 can skip rows that others have locked, so a worker takes only as many executions as it has free devices. */
final class H2QueueDialect extends DefaultJdbcCustomization {

    H2QueueDialect() {
        super(false);
    }

    @Override
    public String getName() {
        return "H2";
    }

    @Override
    public boolean supportsGenericLockAndFetch() {
        return true;
    }

    @Override
    public String createGenericSelectForUpdateQuery(
            String tableName, int limit, String requiredAndCondition, boolean orderByPriority) {
        return Queries.selectForUpdate(
                tableName,
                Queries.ansiSqlOrderPart(orderByPriority),
                Queries.postgresSqlLimitPart(limit),
                requiredAndCondition,
                null,
                null,
                " for update skip locked");
    }
}
