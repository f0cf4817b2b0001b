package dev.tunewright.engine.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Unpacks the pages of one parquet file in plain Java. What a page comes to stands in the file: no room is made for more than
 * a page can sensibly hold, nor for more than the whole file can.
 */
final class ParquetCodecs implements CompressionCodecFactory {

    /** Writers make pages of about a mebibyte. */
    private static final int MAX_PAGE_BYTES = 1 << 28;

    private static final int USUAL_PAGE_BYTES = 1 << 23;

    /** How many times its size a page beyond the usual one may unpack to. */
    private static final int MOST_OF_A_PAGE = 200;

    private static final long USUAL_FILE_BYTES = 1 << 28;

    /** How many times its size a file may unpack to. */
    private static final int MOST_OF_A_FILE = 100;

    private static final Set<CompressionCodecName> KNOWN = Set.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD,
            CompressionCodecName.LZ4_RAW);

    private final long mostBytes;
    private long unpackedBytes;

    /** @param fileBytes size of the file */
    ParquetCodecs(long fileBytes) {
        this.mostBytes = Math.max(USUAL_FILE_BYTES, MOST_OF_A_FILE * fileBytes);
    }

    static boolean knows(CompressionCodecName codec) {
        return KNOWN.contains(codec);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("nothing is written");
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Pages(codec);
    }

    @Override
    public void release() {}

    private void expect(long packed, int size) throws IOException {
        long most = Math.min(MAX_PAGE_BYTES, Math.max(USUAL_PAGE_BYTES, MOST_OF_A_PAGE * packed));
        unpackedBytes += Math.max(0, size);
        if (size < 0 || size > most || unpackedBytes > mostBytes) {
            throw new IOException("a page of " + size + " bytes; at most " + most + " are read, and " + mostBytes
                    + " of the whole file");
        }
    }

    private final class Pages implements BytesInputDecompressor {

        private final CompressionCodecName codec;

        Pages(CompressionCodecName codec) {
            this.codec = codec;
        }

        /** @throws IOException if the page is larger than any writer makes it, or does not come to its size */
        @Override
        public BytesInput decompress(BytesInput page, int size) throws IOException {
            expect(page.size(), size);
            byte[] packed = page.toByteArray();
            byte[] bytes = unpack(packed, size);
            if (bytes.length != size) {
                throw new IOException("a page of " + bytes.length + " bytes instead of " + size);
            }
            return BytesInput.from(bytes);
        }

        private byte[] unpack(byte[] packed, int size) throws IOException {
            return switch (codec) {
                case UNCOMPRESSED -> packed;
                case SNAPPY -> unpack(new SnappyDecompressor(), packed, size);
                case ZSTD -> unpack(new ZstdDecompressor(), packed, size);
                case LZ4_RAW -> unpack(new Lz4Decompressor(), packed, size);
                case GZIP -> {
                    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                        yield in.readNBytes(size);
                    }
                }
                case LZO, BROTLI, LZ4 -> throw new IOException("pages packed by " + codec + " are not read");
            };
        }

        private static byte[] unpack(Decompressor decompressor, byte[] packed, int size) throws IOException {
            byte[] bytes = new byte[size];
            int written = decompressor.decompress(packed, 0, packed.length, bytes, 0, size);
            if (written != size) {
                throw new IOException("a page of " + written + " bytes instead of " + size);
            }
            return bytes;
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer unpacked, int size) throws IOException {
            unpacked.put(decompress(BytesInput.from(packed), size).toByteBuffer());
        }

        @Override
        public void release() {}
    }
}
