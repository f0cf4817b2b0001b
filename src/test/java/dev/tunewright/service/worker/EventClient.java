package dev.tunewright.service.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Follows a job as a browser's EventSource does. */
final class EventClient implements AutoCloseable {

    record Event(long id, String type, String data) {}

    private final BufferedReader lines;

    private EventClient(BufferedReader lines) {
        this.lines = lines;
    }

    static EventClient open(TestNode node, UUID job, long lastEventId) {
        HttpResponse<InputStream> answer = node.send(
                "GET",
                "/jobs/" + job + "/events",
                HttpResponse.BodyHandlers.ofInputStream(),
                "Accept",
                "text/event-stream",
                "Last-Event-ID",
                String.valueOf(lastEventId));
        return new EventClient(new BufferedReader(new InputStreamReader(answer.body())));
    }

    /** @return up to so many events; fewer if the server closed the stream */
    List<Event> read(int count) throws IOException {
        List<Event> events = new ArrayList<>();
        String id = "";
        String type = "";
        while (events.size() < count) {
            String line = lines.readLine();
            if (line == null) {
                break;
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                events.add(new Event(Long.parseLong(id), type, line.substring(6)));
            }
        }
        return events;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
