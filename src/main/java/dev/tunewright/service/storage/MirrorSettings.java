package dev.tunewright.service.storage;

import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where data sets lie that jobs ask for by name.
 *
 * @param mirror folders that are looked into before the hub: {@code <mirror>/glue/MRPC/train.tsv}
 */
@ConfigurationProperties("tunewright.datasets")
record MirrorSettings(@DefaultValue List<Path> mirror) {}
