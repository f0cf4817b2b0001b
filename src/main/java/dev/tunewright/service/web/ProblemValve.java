package dev.tunewright.service.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/** Answers requests that Tomcat refuses before they reach Spring, such as one with an illegal path. Created by Tomcat. */
public class ProblemValve extends ErrorReportValve {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        HttpStatusCode status = HttpStatusCode.valueOf(response.getStatus());
        Problem problem = Problem.of(status, "The server refused the request as it was written.");
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.getReporter().write(new String(problem.toJson(), StandardCharsets.UTF_8));
            response.finishResponse();
        } catch (IOException exception) {
            LOG.debug("The client went away before its answer was written", exception);
        }
    }
}
