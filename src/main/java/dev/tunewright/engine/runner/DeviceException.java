package dev.tunewright.engine.runner;

import java.util.Optional;
import java.util.regex.Pattern;

/** The GPU that a trainer was given cannot be used; another one, or the same at another time, may do. */
final class DeviceException extends RuntimeException {

    /** PyTorch has no error code; these are words of its own, of the driver's and of CUDA's libraries. */
    private static final Pattern WORDS = Pattern.compile(
            "CUDA (unknown |driver )?(error|initialization)|NVIDIA driver|CUBLAS_STATUS_|CUDNN_STATUS_");

    DeviceException(String message) {
        super(message);
    }

    /** @return what a GPU or its driver says in an error; scripts put it below a trace */
    static Optional<String> reason(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return error instanceof DeviceException
                ? Optional.of(message)
                : message.lines().filter(line -> WORDS.matcher(line).find()).findFirst();
    }
}
