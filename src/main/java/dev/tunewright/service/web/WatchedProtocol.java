package dev.tunewright.service.web;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 whose requests know their connection, for {@link ClientConnection}: Tomcat itself does not look at it while a request is under
 * way. Created by Tomcat.
 */
public final class WatchedProtocol extends Http11NioProtocol {

    @Override
    protected Processor createProcessor() {
        return new WatchedProcessor(this, new Telling(getAdapter()));
    }

    private static final class WatchedProcessor extends Http11Processor {

        WatchedProcessor(AbstractHttp11Protocol<?> protocol, Telling adapter) {
            super(protocol, adapter);
            adapter.processor = this;
        }

        SocketWrapperBase<?> connection() {
            return getSocketWrapper();
        }
    }

    /** Hands requests on, and tells each its connection. */
    private static final class Telling implements Adapter {

        private final Adapter adapter;
        private @Nullable WatchedProcessor processor;

        Telling(Adapter adapter) {
            this.adapter = adapter;
        }

        @Override
        public void service(Request request, Response response) throws Exception {
            if (processor != null) {
                request.setAttribute(ClientConnection.ATTRIBUTE, processor.connection());
            }
            adapter.service(request, response);
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return adapter.prepare(request, response);
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
            return adapter.asyncDispatch(request, response, event);
        }

        @Override
        public void log(Request request, Response response, long nanos) {
            adapter.log(request, response, nanos);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            adapter.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return adapter.getDomain();
        }
    }
}
