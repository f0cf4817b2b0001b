package dev.tunewright.service.worker;

import java.util.Map;

/** On a real PostgreSQL server, started from its own binaries. */
class PostgresServiceTest extends ServiceContract {

    @Override
    Map<String, Object> freshDatabase() {
        return SharedPostgres.freshDatabase();
    }
}
