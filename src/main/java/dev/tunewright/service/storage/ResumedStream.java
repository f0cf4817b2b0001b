package dev.tunewright.service.storage;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** An object's content; where the connection breaks, the rest is asked for. */
final class ResumedStream extends InputStream {

    /** Breaks in a row without a byte in between, after which the store counts as away. */
    private static final int PATIENCE = 3;

    /** Opens the content from a position on. */
    interface Source {
        InputStream open(long from) throws IOException;
    }

    private final Source source;
    private final long size;
    private long position;
    private int breaks;
    private @Nullable InputStream current;

    ResumedStream(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (position < size && length > 0) {
            if (current == null) {
                current = source.open(position);
            }
            try {
                int read = current.read(buffer, offset, length);
                if (read > 0) {
                    position += read;
                    breaks = 0;
                    return read;
                }
                broken(new IOException("the content ended after " + position + " of " + size + " bytes"));
            } catch (IOException failure) {
                broken(failure);
            } catch (SdkException failure) {
                broken(new IOException(failure));
            }
        }
        if (length == 0) {
            return 0;
        }
        checkEnd();
        return -1;
    }

    /** Asked for the end, an answer's stream compares what it gave with the store's checksum. */
    private void checkEnd() throws IOException {
        if (current != null) {
            try {
                if (current.read() >= 0) {
                    throw new IOException("the artifact store gave more than " + size + " bytes");
                }
            } catch (SdkException damaged) {
                throw new IOException("the artifact store's content arrived damaged", damaged);
            } finally {
                drop();
            }
        }
    }

    private void broken(IOException failure) throws IOException {
        drop();
        if (++breaks > PATIENCE) {
            throw new StoreUnavailableException(
                    "the artifact store broke off " + breaks + " times at byte " + position, failure);
        }
    }

    private void drop() {
        if (current != null) {
            try {
                current.close();
            } catch (IOException goneAlready) {
                // Nothing of it is needed any more.
            }
            current = null;
        }
    }

    @Override
    public void close() {
        drop();
    }
}
