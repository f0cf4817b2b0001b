package dev.tunewright.engine.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of single values, or of lists of them.
 *
 * @param emptyLevel definition level of an empty list; -1 for single values
 */
record ParquetColumn(ColumnDescriptor descriptor, int emptyLevel) {

    /** @return empty where the column holds something else: objects, lists of lists, dates, bytes of other kinds */
    static Optional<ParquetColumn> of(MessageType schema, Type field) {
        List<ColumnDescriptor> leaves = schema.getColumns().stream()
                .filter(column -> column.getPath()[0].equals(field.getName()))
                .toList();
        if (leaves.size() != 1 || !isPlain(leaves.get(0).getPrimitiveType())) {
            return Optional.empty();
        }
        ColumnDescriptor leaf = leaves.get(0);
        boolean single = field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED);
        boolean list = field.isRepetition(Type.Repetition.REPEATED)
                || field.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation;
        if (single) {
            return Optional.of(new ParquetColumn(leaf, -1));
        }
        if (!list || leaf.getMaxRepetitionLevel() != 1) {
            return Optional.empty();
        }
        String[] path = field.isRepetition(Type.Repetition.REPEATED)
                ? new String[] {leaf.getPath()[0]}
                : new String[] {leaf.getPath()[0], leaf.getPath()[1]};
        return Optional.of(new ParquetColumn(leaf, schema.getMaxDefinitionLevel(path) - 1));
    }

    private static boolean isPlain(PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        return switch (type.getPrimitiveTypeName()) {
            case BINARY ->
                meaning == null
                        || meaning instanceof StringLogicalTypeAnnotation
                        || meaning instanceof EnumLogicalTypeAnnotation
                        || meaning instanceof JsonLogicalTypeAnnotation;
            case INT32, INT64 -> meaning == null || meaning instanceof IntLogicalTypeAnnotation;
            case BOOLEAN, FLOAT, DOUBLE -> true;
            case INT96, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    /**
     * Takes one row's value off the column.
     *
     * @return null where the row has none
     * @throws CharacterCodingException if it is no UTF-8
     */
    @Nullable
    Field next(ColumnReader reader) throws CharacterCodingException, MalformedRowException {
        if (emptyLevel < 0) {
            boolean there = reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
            Field field = there ? new Field.Text(value(reader)) : null;
            reader.consume();
            return field;
        }
        return items(reader);
    }

    private @Nullable Field items(ColumnReader reader) throws CharacterCodingException, MalformedRowException {
        int level = reader.getCurrentDefinitionLevel();
        List<String> items = new ArrayList<>();
        boolean gaps = false;
        do {
            if (reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel()) {
                items.add(value(reader));
            } else {
                gaps |= reader.getCurrentDefinitionLevel() > emptyLevel;
            }
            reader.consume();
        } while (reader.getCurrentRepetitionLevel() > 0);
        if (gaps) {
            throw new MalformedRowException("has a list with a null in it; leave it out of the list", false);
        }
        return level < emptyLevel ? null : new Field.Items(items);
    }

    private String value(ColumnReader reader) throws CharacterCodingException {
        boolean unsigned =
                descriptor.getPrimitiveType().getLogicalTypeAnnotation() instanceof IntLogicalTypeAnnotation whole
                        && !whole.isSigned();
        return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case BINARY -> text(reader.getBinary().toByteBuffer());
            case INT32 ->
                unsigned ? Integer.toUnsignedString(reader.getInteger()) : Integer.toString(reader.getInteger());
            case INT64 -> unsigned ? Long.toUnsignedString(reader.getLong()) : Long.toString(reader.getLong());
            case BOOLEAN -> Boolean.toString(reader.getBoolean());
            case FLOAT -> Float.toString(reader.getFloat());
            case DOUBLE -> Double.toString(reader.getDouble());
            case INT96, FIXED_LEN_BYTE_ARRAY ->
                throw new IllegalStateException("a value of " + descriptor + ". Indicates a bug");
        };
    }

    private static String text(ByteBuffer bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
