package dev.tunewright.engine.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A parquet file of two rows, {@code text} and {@code label}, written byte by byte, so that each number in it can be a lie.
 * Thrift's compact protocol: a field is its distance from the one before and its type, numbers are zigzag varints.
 */
final class HandmadeParquet {

    static final int LIE = Integer.MAX_VALUE - 8;

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int UNCOMPRESSED = 0;
    private static final int SNAPPY = 1;

    int valuesOfDictionary = 2;
    int valuesOfPage = 2;
    int unpackedBytes = -1;
    int packedBytes = -1;
    int rowGroups = 1;
    int nameLength = 5;
    int footerBytes = -1;
    long rows = 2;
    boolean snappy;

    byte[] write() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ascii("PAR1"));
        int[] starts = new int[3];
        for (int column = 0; column < 2; column++) {
            starts[column] = out.size();
            chunk(out);
        }
        starts[2] = out.size();
        byte[] footer = footer(starts);
        out.writeBytes(footer);
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footerBytes < 0 ? footer.length : footerBytes)
                .array());
        out.writeBytes(ascii("PAR1"));
        return out.toByteArray();
    }

    /** A dictionary of "a" and "b", and a page that says: the first, the second. */
    private void chunk(ByteArrayOutputStream out) {
        byte[] dictionary = {1, 0, 0, 0, 'a', 1, 0, 0, 0, 'b'};
        Struct dictionaryHeader = new Struct().i32(1, valuesOfDictionary).i32(2, 0);
        page(out, 2, dictionary, new Struct(), 7, dictionaryHeader);
        byte[] indexes = {1, 3, 2};
        Struct dataHeader =
                new Struct().i32(1, valuesOfPage).i32(2, 8).i32(3, 3).i32(4, 3);
        page(out, 0, indexes, new Struct(), 5, dataHeader);
    }

    private void page(ByteArrayOutputStream out, int type, byte[] body, Struct header, int field, Struct ofType) {
        byte[] packed = snappy ? literal(body) : body;
        header.i32(1, type)
                .i32(2, unpackedBytes < 0 ? body.length : unpackedBytes)
                .i32(3, packedBytes < 0 ? packed.length : packedBytes)
                .struct(field, ofType);
        out.writeBytes(header.bytes());
        out.writeBytes(packed);
    }

    /** Snappy of a short text that does not repeat itself. */
    private static byte[] literal(byte[] body) {
        byte[] packed = new byte[body.length + 2];
        packed[0] = (byte) body.length;
        packed[1] = (byte) ((body.length - 1) << 2);
        System.arraycopy(body, 0, packed, 2, body.length);
        return packed;
    }

    private byte[] footer(int[] starts) {
        Struct root = new Struct().binary(4, "root", 4).i32(5, 2);
        Struct text = new Struct().i32(1, 6).i32(3, 0).binary(4, "text", 4).i32(6, 0);
        Struct label =
                new Struct().i32(1, 6).i32(3, 0).binary(4, "label", nameLength).i32(6, 0);
        Struct group = new Struct()
                .list(1, STRUCT, 2, column("text", starts[0], starts[1]), column("label", starts[1], starts[2]))
                .i64(2, starts[2])
                .i64(3, rows);
        return new Struct()
                .i32(1, 1)
                .list(2, STRUCT, 3, root.bytes(), text.bytes(), label.bytes())
                .i64(3, rows)
                .list(4, STRUCT, rowGroups, group.bytes())
                .bytes();
    }

    private byte[] column(String name, int start, int end) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        Struct.varint(path, name.length());
        path.writeBytes(ascii(name));
        byte[] encoding = {16}; // 8 in zigzag: indexes into the dictionary.
        Struct description = new Struct()
                .i32(1, 6)
                .list(2, I32, 1, encoding)
                .list(3, BINARY, 1, path.toByteArray())
                .i32(4, snappy ? SNAPPY : UNCOMPRESSED)
                .i64(5, rows)
                .i64(6, end - start)
                .i64(7, end - start)
                .i64(9, start + firstPage())
                .i64(11, start);
        return new Struct().i64(2, start).struct(3, description).bytes();
    }

    private int firstPage() {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        byte[] dictionary = {1, 0, 0, 0, 'a', 1, 0, 0, 0, 'b'};
        page(
                page,
                2,
                dictionary,
                new Struct(),
                7,
                new Struct().i32(1, valuesOfDictionary).i32(2, 0));
        return page.size();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Struct {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int last;

        private void field(int id, int type) {
            out.write((id - last) << 4 | type);
            last = id;
        }

        Struct i32(int id, int value) {
            field(id, I32);
            varint(out, (long) value << 1 ^ value >> 31);
            return this;
        }

        Struct i64(int id, long value) {
            field(id, I64);
            varint(out, value << 1 ^ value >> 63);
            return this;
        }

        Struct binary(int id, String text, int length) {
            field(id, BINARY);
            varint(out, length);
            out.writeBytes(ascii(text));
            return this;
        }

        Struct list(int id, int type, int size, byte[]... elements) {
            field(id, LIST);
            out.write(Math.min(size, 15) << 4 | type);
            if (size >= 15) {
                varint(out, size);
            }
            for (byte[] element : elements) {
                out.writeBytes(element);
            }
            return this;
        }

        Struct struct(int id, Struct value) {
            field(id, STRUCT);
            out.writeBytes(value.bytes());
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream ended = new ByteArrayOutputStream();
            ended.writeBytes(out.toByteArray());
            ended.write(0);
            return ended.toByteArray();
        }

        static void varint(ByteArrayOutputStream out, long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                out.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
