package dev.tunewright.client;

import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Puts the lines of server-sent events together, over however many connections. */
final class JobEvents {

    private final BiConsumer<String, JsonNode> reader;
    private String lastId = "";
    private String type = "";
    private String data = "";
    private boolean ended;

    /** @param reader gets each event's type and data */
    JobEvents(BiConsumer<String, JsonNode> reader) {
        this.reader = reader;
    }

    /** @return of the last whole event; empty before the first */
    String lastId() {
        return lastId;
    }

    /** @return whether the job's last status has been told */
    boolean ended() {
        return ended;
    }

    /** What a broken connection left half told comes again. */
    void reconnected() {
        data = "";
    }

    void line(String line) {
        if (line.startsWith("id:")) {
            lastId = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
            type = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
            data += line.substring(5).strip();
        } else if (line.isEmpty() && !data.isEmpty()) {
            dispatch();
        }
    }

    private void dispatch() {
        JsonNode event = JsonMapper.shared().readTree(data);
        data = "";
        reader.accept(type, event);
        ended = type.equals("status") && Job.isTerminal(event.path("status").asString());
    }
}
