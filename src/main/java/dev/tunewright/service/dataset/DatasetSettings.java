package dev.tunewright.service.dataset;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How uploads are taken.
 *
 * @param maxUploadSize largest body of {@code POST /datasets}, all files together
 */
@ConfigurationProperties("tunewright.datasets")
record DatasetSettings(@DefaultValue("2GB") DataSize maxUploadSize) {}
