package dev.tunewright.service.worker;

import java.util.List;

/** How a trainer process is started. */
interface TrainerCommand {

    /** @return program and arguments */
    List<String> line();
}
