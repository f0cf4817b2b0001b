package dev.tunewright.engine.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made to hurt: each is refused as what it is, for little memory. */
@Timeout(60)
class HostileDataTest {

    private static final long LITTLE = 300L << 20;

    @TempDir
    Path folder;

    private DataFiles files;

    @BeforeEach
    void startWithoutFiles() {
        files = new DataFiles(folder);
    }

    @Test
    void honestParquetIsRead() throws IOException {
        assertThat(parquet(file -> {})).isEmpty();
        assertThat(parquet(file -> file.snappy = true)).isEmpty();
        assertThat(files.read(null).train()).containsExactly(new Example("a", null, 0), new Example("b", null, 1));
    }

    @Test
    void parquetThatClaimsGigabytesIsRefusedBeforeTheyAreTaken() throws IOException {
        List<Consumer<HandmadeParquet>> lies = List.of(
                file -> file.valuesOfDictionary = HandmadeParquet.LIE,
                file -> file.valuesOfDictionary = -1,
                file -> file.unpackedBytes = HandmadeParquet.LIE,
                file -> {
                    file.unpackedBytes = 200 << 20;
                    file.snappy = true;
                },
                file -> file.packedBytes = HandmadeParquet.LIE,
                file -> file.rowGroups = HandmadeParquet.LIE,
                file -> file.nameLength = HandmadeParquet.LIE,
                file -> file.footerBytes = HandmadeParquet.LIE,
                file -> file.rows = Long.MAX_VALUE / 2,
                file -> file.valuesOfPage = HandmadeParquet.LIE);
        for (int i = 0; i < lies.size(); i++) {
            Consumer<HandmadeParquet> lie = lies.get(i);
            String which = "lie " + i;
            assertThat(allocated(() -> assertThat(parquet(lie)).as(which).hasSize(1)))
                    .as(which)
                    .isLessThan(LITTLE);
        }
    }

    @Test
    void badByteAfterALineWithoutEndIsFoundInLittleMemory() throws IOException {
        Path file = folder.resolve("train.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write('[');
            byte[] row = "{\"text\": \"one\", \"label\": \"x\"},".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 2_000_000; i++) {
                out.write(row);
            }
            out.write(0xC3);
            out.write('}');
        }
        long[] column = new long[1];
        assertThat(allocated(() -> {
                    String where = Utf8.firstBadBytes(file);
                    assertThat(where).startsWith("line 1, column ").endsWith("not UTF-8");
                    column[0] = Long.parseLong(where.replaceAll("line 1, column (\\d+).*", "$1"));
                }))
                .isLessThan(4 * Files.size(file));
        assertThat(column[0]).isEqualTo(Files.size(file) - 1);
    }

    @Test
    void objectWithoutEndIsRefused() throws IOException {
        for (String extension : List.of("json", "jsonl")) {
            Path file = folder.resolve("train." + extension);
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                out.write(extension.equals("json") ? "[{" : "{");
                for (int i = 0; i < 300_000; i++) {
                    out.write("\"f" + i + "\": 1, ");
                }
                out.write("\"text\": \"one\"}");
            }
            files.splits.clear();
            files.splits.put("train", List.of(file));
            assertThat(files.violations(null))
                    .singleElement()
                    .asString()
                    .contains("line 1")
                    .contains("at most 100000 values");
        }
    }

    @Test
    void deepJsonIsRefused() {
        String deep = "[".repeat(100_000);
        assertThat(files.write("train", "jsonl", "{\"text\": " + deep, "\n").violations(null))
                .singleElement()
                .asString()
                .contains("line 1")
                .contains("no more than 100 levels");
        files.splits.clear();
        assertThat(files.write("train", "json", "[{\"text\": " + deep).violations(null))
                .singleElement()
                .asString()
                .contains("no more than 100 levels");
    }

    private List<String> parquet(Consumer<HandmadeParquet> lie) throws IOException {
        HandmadeParquet made = new HandmadeParquet();
        lie.accept(made);
        Path file = folder.resolve("train.parquet");
        Files.write(file, made.write());
        files.splits.put("train", List.of(file));
        try {
            files.read(null);
            return List.of();
        } catch (dev.tunewright.engine.InvalidInputException refused) {
            return files.violations(null);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /** @return bytes that this thread asked the heap for */
    private static long allocated(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
