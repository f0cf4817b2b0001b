package dev.tunewright.service.web;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How requests are read.
 *
 * @param maxBody largest body of a JSON request
 */
@ConfigurationProperties("tunewright.web")
record WebSettings(@DefaultValue("1MB") DataSize maxBody) {}
