package dev.tunewright.engine.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.ParquetCryptoRuntimeException;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a .parquet file, one group of rows at a time. A small file can unpack to very much, so the text that is taken from
 * one is limited to {@value #TEXT_PER_BYTE} characters for each of its bytes, {@value #LEAST_TEXT} in any case.
 */
final class ParquetReader implements RowReader {

    private static final int TEXT_PER_BYTE = 100;
    private static final long LEAST_TEXT = 1 << 26;

    /** What a row counts beside its text, so that rows without text come to an end too. */
    private static final int ROW_CHARACTERS = 16;

    private final ParquetFileReader file;
    private final MessageType schema;
    private final long fileBytes;
    private List<Type> kept = List.of();
    private List<@Nullable ParquetColumn> readable = List.of();
    private List<@Nullable ColumnReader> group = List.of();
    private long rowsLeftInGroup;
    private long row;
    private long text;

    private ParquetReader(ParquetFileReader file, long fileBytes) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.schema = file.getFileMetaData().getSchema();
    }

    static ParquetReader open(Path path) throws IOException, MalformedRowException {
        ParquetCheck.magic(path);
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs(Files.size(path)))
                .build();
        try {
            ParquetFileReader file = ParquetFileReader.open(new LocalInputFile(path), options);
            return new ParquetReader(file, Files.size(path));
        } catch (OutOfMemoryError e) { // Asked for in one piece by a number in the file: nothing else went short of it.
            throw new MalformedRowException(ParquetCheck.TOO_LARGE, true);
        } catch (ParquetCryptoRuntimeException e) {
            throw new MalformedRowException(ParquetCheck.ENCRYPTED, true);
        } catch (IOException | RuntimeException e) {
            throw new MalformedRowException(ParquetCheck.DAMAGED, true);
        }
    }

    @Override
    public List<String> columns() {
        return schema.getFields().stream().map(Type::getName).toList();
    }

    @Override
    public String unit() {
        return "row";
    }

    @Override
    public List<String> labelNames(String column) {
        return HuggingFaceFeatures.labelNames(
                file.getFileMetaData().getKeyValueMetaData().get("huggingface"), column);
    }

    @Override
    public void keep(List<String> columns) throws MalformedRowException {
        kept = schema.getFields().stream()
                .filter(field -> columns.contains(field.getName()))
                .toList();
        readable = schema.getFields().stream()
                .<@Nullable ParquetColumn>map(field ->
                        kept.contains(field) ? ParquetColumn.of(schema, field).orElse(null) : null)
                .collect(Collectors.toCollection(ArrayList::new));
        ParquetCheck.chunks(file, kept, fileBytes);
        file.setRequestedSchema(new MessageType(schema.getName(), kept));
    }

    @Override
    public @Nullable Row next() throws MalformedRowException {
        if (kept.isEmpty()) {
            keep(columns());
        }
        try {
            while (rowsLeftInGroup == 0) {
                if (!nextGroup()) {
                    return null;
                }
            }
            rowsLeftInGroup--;
            row++;
            return new Row(row, fields());
        } catch (OutOfMemoryError e) { // As above; what was read of the file so far is let go of with its reader.
            throw new MalformedRowException(ParquetCheck.TOO_LARGE, true);
        } catch (ParquetCryptoRuntimeException e) {
            throw new MalformedRowException(ParquetCheck.ENCRYPTED, true);
        } catch (IOException | RuntimeException e) {
            throw new MalformedRowException(ParquetCheck.DAMAGED + " (after row " + (row - 1) + ")", true);
        }
    }

    private boolean nextGroup() throws IOException {
        PageReadStore stored = file.readNextRowGroup();
        if (stored == null) {
            return false;
        }
        PageReadStore pages = new CheckedPages(stored);
        rowsLeftInGroup = pages.getRowCount();
        MessageType requested = new MessageType(schema.getName(), kept);
        ColumnReadStoreImpl columns = new ColumnReadStoreImpl(
                pages,
                new DummyRecordConverter(requested).getRootConverter(),
                requested,
                file.getFileMetaData().getCreatedBy());
        group = new ArrayList<>();
        for (ParquetColumn column : readable) {
            group.add(column == null ? null : columns.getColumnReader(column.descriptor()));
        }
        return true;
    }

    private List<@Nullable Field> fields() throws MalformedRowException {
        List<@Nullable Field> fields = new ArrayList<>(group.size());
        String complaint = null;
        text += ROW_CHARACTERS;
        for (int i = 0; i < group.size(); i++) {
            ParquetColumn column = readable.get(i);
            ColumnReader values = group.get(i);
            Type type = schema.getFields().get(i);
            if (column == null || values == null) {
                fields.add(new Field.Other("of the type " + type.toString().replaceAll("\\s+", " ")));
                continue;
            }
            try {
                Field field = column.next(values);
                fields.add(field);
                text += characters(field);
            } catch (CharacterCodingException e) {
                throw new MalformedRowException(at(type) + "holds bytes that are not UTF-8", true);
            } catch (MalformedRowException e) {
                complaint = at(type) + e.text();
            }
        }
        verifyText();
        if (complaint != null) {
            throw new MalformedRowException(complaint, false);
        }
        return fields;
    }

    private String at(Type type) {
        return "row " + row + ", column " + Violations.quoted(type.getName()) + ": ";
    }

    private static long characters(@Nullable Field field) {
        if (field instanceof Field.Items list) {
            return list.items().stream()
                    .mapToLong(item -> ROW_CHARACTERS + item.length())
                    .sum();
        }
        return field instanceof Field.Text single ? single.text().length() : 0;
    }

    private void verifyText() throws MalformedRowException {
        long most = Math.max(LEAST_TEXT, TEXT_PER_BYTE * fileBytes);
        if (text > most) {
            throw new MalformedRowException(
                    "unpacks to more than " + most + " characters by row " + row + ", the most that its " + fileBytes
                            + " bytes may come to; leave repetition out or split it",
                    true);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
