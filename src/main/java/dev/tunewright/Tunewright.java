package dev.tunewright;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service; {@code train} runs one trainer instead, before anything of Spring is touched. */
@SpringBootApplication
public class Tunewright {

    public static void main(String[] arguments) {
        SpringApplication.run(Tunewright.class, arguments);
    }
}
