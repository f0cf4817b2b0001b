package dev.tunewright.service.worker;

import java.util.Map;

class H2ServiceTest extends ServiceContract {

    @Override
    Map<String, Object> database() {
        return Map.of();
    }
}
