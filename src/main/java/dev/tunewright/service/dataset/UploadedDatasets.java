package dev.tunewright.service.dataset;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.data.DatasetSpec;
import java.util.UUID;

/** What jobs may ask of uploaded data sets, on every node. */
public interface UploadedDatasets {

    /**
     * @return its files on this node, and how to read them
     * @throws InvalidInputException of field {@code dataset.id} if there is no such data set
     */
    DatasetSpec find(String id);

    /**
     * Keeps a data set from being deleted until the job has ended. Called in the transaction that takes the job in.
     *
     * @throws InvalidInputException of field {@code dataset.id} if it was deleted meanwhile
     */
    void use(String id, UUID job);
}
