package dev.tunewright.service.worker;

import java.util.Map;
import java.util.UUID;

/** On the default database: a file under the service's home. */
class H2ServiceTest extends ServiceContract {

    @Override
    Map<String, Object> freshDatabase() {
        return Map.of(
                "spring.datasource.url",
                "jdbc:h2:file:" + home.resolve("db").resolve(UUID.randomUUID().toString())
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }
}
