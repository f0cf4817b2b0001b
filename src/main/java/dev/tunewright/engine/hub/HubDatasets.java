package dev.tunewright.engine.hub;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.NearestName;
import dev.tunewright.engine.hub.HubException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a data set by name: {@code name}, {@code name/configuration} as in {@code glue/mrpc}, {@code org/name}
 * or {@code org/name/configuration}, each with {@code @revision} or without.
 */
public final class HubDatasets {

    private static final String FIELD = "dataset.name";
    private static final String README = "README.md";
    /** Where the hub keeps what it has made parquet of, for data sets that are scripts or other formats. */
    private static final String CONVERTED = "refs/convert/parquet";

    private final HubClient client;

    public HubDatasets(HubClient client) {
        this.client = client;
    }

    /** One way to read a name. */
    private record Reading(
            HubName repository,
            @Nullable String configuration,
            @Nullable String revision) {

        /** @return the same in what the hub has converted; itself where a revision was asked for */
        private Reading converted() {
            return revision == null ? new Reading(repository, configuration, CONVERTED) : this;
        }
    }

    /** @return empty unless every file that is needed is in the cache; asks nobody */
    public Optional<HubDataset> cached(String reference) {
        return readings(reference).stream()
                .flatMap(reading -> Stream.of(reading, reading.converted()).distinct())
                .flatMap(
                        reading -> client
                                .listCached(reading.repository, reading.revision)
                                .flatMap(listing -> cached(reading, listing))
                                .stream())
                .findFirst();
    }

    private Optional<HubDataset> cached(Reading reading, HubListing listing) {
        if (listing.has(README)
                && client.cached(reading.repository, listing.commit(), README).isEmpty()) {
            return Optional.empty();
        }
        Map<String, Map<String, List<String>>> layout = layout(listing);
        return configuration(reading, layout)
                .map(name -> dataset(listing, reading.revision, layout.getOrDefault(name, Map.of())))
                .filter(dataset -> dataset.splits().containsKey("train"))
                .filter(dataset -> dataset.files().areCached(client)
                        && DatasetLayout.isWhole(dataset.files().files()));
    }

    /**
     * Asks the hub; downloads no rows.
     *
     * @throws InvalidInputException if the data set has no such configuration, or no files that can be read
     * @throws HubException if it is not there, or cannot be asked
     */
    public HubDataset find(String reference) {
        List<Reading> readings = readings(reference);
        InvalidInputException otherwise = null;
        for (Reading reading : readings) {
            boolean last = reading == readings.get(readings.size() - 1);
            try {
                return find(reading);
            } catch (HubException absent) {
                boolean isAbsent = absent.problem() == Problem.REPOSITORY_NOT_FOUND;
                if (isAbsent && last && otherwise != null) {
                    throw otherwise;
                } else if (!isAbsent || last) {
                    throw absent;
                }
            } catch (InvalidInputException noConfiguration) {
                if (last) {
                    throw noConfiguration;
                }
                otherwise = noConfiguration;
            }
        }
        throw new IllegalStateException("a name has a reading at least. Indicates a bug.");
    }

    private HubDataset find(Reading reading) {
        HubListing listing = client.list(reading.repository, reading.revision);
        if (listing.has(README)) {
            client.download(reading.repository, listing.commit(), README, DownloadListener.SILENT);
        }
        String revision = reading.revision;
        Map<String, Map<String, List<String>>> layout = layout(listing);
        if (layout.values().stream().allMatch(Map::isEmpty) && revision == null) {
            revision = CONVERTED;
            listing = converted(reading.repository);
            layout = layout(listing);
        }
        if (layout.values().stream().allMatch(Map::isEmpty)) {
            throw unreadable(reading.repository);
        }
        String name = configuration(reading, layout).orElse(null);
        if (name == null || !layout.containsKey(name)) {
            throw noConfiguration(reading, layout.keySet());
        }
        Map<String, List<String>> splits = layout.get(name);
        if (!splits.containsKey("train")) {
            throw invalid(reading.repository + " has no train split in configuration `" + name + "`, only "
                    + quoted(splits.keySet()) + "; train on another data set, or put its files under a file root");
        }
        return dataset(listing, revision, splits);
    }

    private HubListing converted(HubName repository) {
        try {
            return client.list(repository, CONVERTED);
        } catch (HubException none) {
            if (none.problem() != Problem.REVISION_NOT_FOUND) {
                throw none;
            }
            throw unreadable(repository);
        }
    }

    private static InvalidInputException unreadable(HubName repository) {
        return invalid(
                repository + " has no .parquet, .jsonl, .csv or .tsv files of its splits, and the hub has not made"
                        + " parquet of all of it; put its files under a file root and give `dataset.files`");
    }

    private Map<String, Map<String, List<String>>> layout(HubListing listing) {
        return DatasetLayout.of(
                listing.files(),
                client.cached(listing.repository(), listing.commit(), README)
                        .map(HubDatasets::read)
                        .map(DatasetCard::read)
                        .orElse(DatasetCard.read("")));
    }

    private static String read(Path readme) {
        try {
            return Files.readString(readme);
        } catch (IOException e) {
            throw new UncheckedIOException(readme + " cannot be read", e);
        }
    }

    private static HubDataset dataset(HubListing listing, @Nullable String revision, Map<String, List<String>> splits) {
        List<String> files =
                splits.values().stream().flatMap(Collection::stream).distinct().toList();
        return new HubDataset(PinnedFiles.of(listing, revision, files), splits);
    }

    /** @return the one that is meant; empty: several could be */
    private static Optional<String> configuration(Reading reading, Map<String, Map<String, List<String>>> layout) {
        if (reading.configuration != null) {
            return Optional.of(reading.configuration);
        }
        if (layout.size() == 1 || layout.containsKey(DatasetLayout.DEFAULT)) {
            return Optional.of(
                    layout.containsKey(DatasetLayout.DEFAULT)
                            ? DatasetLayout.DEFAULT
                            : layout.keySet().iterator().next());
        }
        return Optional.empty();
    }

    private static InvalidInputException noConfiguration(Reading reading, Collection<String> known) {
        String name = reading.repository.name();
        String given = reading.configuration;
        String there = known.isEmpty() ? "it has none" : "it has " + quoted(known);
        return invalid(
                given == null
                        ? reading.repository + " has several configurations; name one, as in `" + name + "/"
                                + known.iterator().next() + "`: " + there
                        : reading.repository + " has no configuration `" + given + "`; " + there
                                + NearestName.question(given, known));
    }

    private static String quoted(Collection<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    /** An old name without an organisation is tried first: it was there before the organisations were. */
    private static List<Reading> readings(String reference) {
        int at = reference.indexOf('@');
        String name = at < 0 ? reference : reference.substring(0, at);
        String revision = at < 0 ? null : reference.substring(at + 1);
        String[] parts = name.split("/", 3);
        return switch (parts.length) {
            case 1 -> List.of(new Reading(HubName.dataset(name), null, revision));
            case 2 ->
                List.of(
                        new Reading(HubName.dataset(parts[0]), parts[1], revision),
                        new Reading(HubName.dataset(name), null, revision));
            default -> List.of(new Reading(HubName.dataset(parts[0] + "/" + parts[1]), parts[2], revision));
        };
    }

    private static InvalidInputException invalid(String message) {
        return new InvalidInputException(FIELD, message);
    }
}
