package dev.tunewright.service.dataset;

import dev.tunewright.service.web.ApiException;
import org.springframework.http.HttpStatus;

/** There is no such uploaded data set, or no longer. */
final class DatasetNotFoundException extends ApiException {

    DatasetNotFoundException(Object id) {
        super(HttpStatus.NOT_FOUND, "dataset_not_found", "Data set not found", "there is no uploaded data set " + id);
    }
}
