package dev.tunewright.engine.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Tells why a parquet file cannot be read, before its rows are. */
final class ParquetCheck {

    static final String DAMAGED = "is a damaged parquet file, cut off or changed after it was written; write it again";
    static final String ENCRYPTED =
            "is an encrypted parquet file, which cannot be read here; write it without encryption";

    static final String TOO_LARGE =
            "asks for more memory than there is; write it with smaller pages and groups of rows";

    /** Some 100 bytes for each column of each group of rows, which make some kilobytes of objects. */
    private static final int MAX_FOOTER_BYTES = 16 << 20;

    /** A group of rows is held as it lies in the file; writers make them of some 100,000 rows. */
    private static final long MAX_GROUP_BYTES = 1 << 28;

    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED_MAGIC = "PARE";

    private ParquetCheck() {}

    /** Parquet files begin and end with the same four bytes. */
    static void magic(Path path) throws IOException, MalformedRowException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] start = new byte[4];
            byte[] end = new byte[4];
            if (file.length() >= 12) {
                file.readFully(start);
                file.seek(file.length() - 4);
                file.readFully(end);
            }
            if (new String(end, StandardCharsets.US_ASCII).equals(ENCRYPTED_MAGIC)) {
                throw new MalformedRowException(ENCRYPTED, true);
            }
            if (!new String(start, StandardCharsets.US_ASCII).equals(MAGIC)) {
                throw new MalformedRowException("is no parquet file, whatever its name says", true);
            }
            if (!new String(end, StandardCharsets.US_ASCII).equals(MAGIC)) {
                throw new MalformedRowException(DAMAGED, true);
            }
            file.seek(file.length() - 8);
            int footer = Integer.reverseBytes(file.readInt());
            if (footer < 0 || footer > file.length() - 12) {
                throw new MalformedRowException(DAMAGED, true);
            }
            if (footer > MAX_FOOTER_BYTES) {
                throw new MalformedRowException(
                        "has " + footer + " bytes of description, at most " + MAX_FOOTER_BYTES
                                + " are read; write it with fewer and larger groups of rows",
                        true);
            }
        }
    }

    /** @throws MalformedRowException if the pieces of these columns do not lie in the file or are packed in an unknown way */
    static void chunks(ParquetFileReader file, List<Type> kept, long fileBytes) throws MalformedRowException {
        MessageType schema = file.getFileMetaData().getSchema();
        for (BlockMetaData block : file.getRowGroups()) {
            long groupBytes = 0;
            for (ColumnChunkMetaData chunk : block.getColumns()) {
                if (isNeeded(schema, kept, chunk)) {
                    chunk(fileBytes, chunk);
                    groupBytes += chunk.getTotalSize();
                }
            }
            if (groupBytes > MAX_GROUP_BYTES) {
                throw new MalformedRowException(
                        "has a group of rows of " + groupBytes + " bytes, at most " + MAX_GROUP_BYTES
                                + " are read at once; write it with smaller groups",
                        true);
            }
        }
    }

    private static boolean isNeeded(MessageType schema, List<Type> kept, ColumnChunkMetaData chunk)
            throws MalformedRowException {
        if (!schema.containsPath(chunk.getPath().toArray())) {
            throw new MalformedRowException(DAMAGED, true);
        }
        return kept.stream()
                .anyMatch(field -> field.getName().equals(chunk.getPath().toArray()[0]));
    }

    private static void chunk(long fileBytes, ColumnChunkMetaData chunk) throws MalformedRowException {
        long end = chunk.getStartingPos() + chunk.getTotalSize();
        if (chunk.getStartingPos() < 0 || chunk.getTotalSize() < 0 || end < 0 || end > fileBytes) {
            throw new MalformedRowException(DAMAGED, true);
        }
        if (!ParquetCodecs.knows(chunk.getCodec())) {
            throw new MalformedRowException(
                    "is compressed with " + chunk.getCodec().name().toLowerCase(Locale.ROOT)
                            + ", which is not read; write it with snappy, gzip, zstd, lz4 or none",
                    true);
        }
    }
}
