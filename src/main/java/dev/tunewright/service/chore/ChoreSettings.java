package dev.tunewright.service.chore;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the node does chores.
 *
 * @param pollInterval how often it looks for those that other nodes left, or that are due again
 */
@ConfigurationProperties("tunewright.chores")
record ChoreSettings(@DefaultValue("5s") Duration pollInterval) {}
