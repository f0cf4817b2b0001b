package dev.tunewright.service.web;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that is away for a while is no fault of the service: the client may ask again. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseAwayAdvice {

    private static final String SECONDS = "5";

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        JpaSystemException.class,
        RecoverableDataAccessException.class,
        TransientDataAccessException.class,
        TransactionException.class
    })
    ResponseEntity<byte[]> onDatabaseAway(Exception away) {
        Problem problem = Problem.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database_unavailable",
                "Database unavailable",
                "The service cannot reach its database now; nothing was changed unless told otherwise. Ask again in "
                        + SECONDS + " seconds, a POST /jobs with its Idempotency-Key.");
        return ResponseEntity.status(problem.status())
                .header(HttpHeaders.RETRY_AFTER, SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.toJson());
    }
}
