package dev.tunewright;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * {@code java -jar tunewright.jar migrate}: brings the database to this version's tables and ends, for roll-outs that do so
 * before the first new node starts. Nodes migrate at their start too; whoever comes second finds nothing to do.
 */
final class Migrate {

    /** Of the service nothing but its database. No component, so that the service's own start passes it over. */
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
    static class Tables {}

    private static final Logger LOG = LoggerFactory.getLogger(Migrate.class);

    private Migrate() {}

    /** @param arguments further Spring properties, such as {@code --spring.datasource.url=...} */
    static void main(String[] arguments) {
        try (ConfigurableApplicationContext migrated = new SpringApplicationBuilder(Tables.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run(arguments)) {
            // Up means migrated: a failure has ended the start.
            MigrationInfo newest = migrated.getBean(Flyway.class).info().current();
            LOG.info("the tables of {} are those of version {}", url(migrated.getEnvironment()), newest.getVersion());
        }
    }

    /** Without its parameters, which may hold a password. */
    private static String url(Environment environment) {
        return environment.getRequiredProperty("spring.datasource.url").split("[?;]", 2)[0];
    }
}
