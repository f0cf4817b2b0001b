package dev.tunewright.engine.hub;

import dev.tunewright.engine.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds which files of a model's repository a checkpoint needs: configuration, tokenizer, and weights as safetensors. */
public final class HubModels {

    private static final String FIELD = "checkpoint";
    private static final String CONFIG = "config.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final HubClient client;
    private final Set<String> small;

    /** @param tokenizerFiles names of the files that a tokenizer may consist of */
    public HubModels(HubClient client, Set<String> tokenizerFiles) {
        this.client = client;
        this.small = tokenizerFiles;
    }

    /**
     * Looks into the cache alone.
     *
     * @param revision branch, tag or commit; null: {@code main}
     * @return empty unless every file that is needed is there
     */
    public Optional<PinnedFiles> cached(HubName repository, @Nullable String revision) {
        return client.listCached(repository, revision)
                .filter(listing -> listing.has(CONFIG))
                .filter(listing -> listing.has(SINGLE)
                        || client.cached(repository, listing.commit(), INDEX).isPresent())
                .map(listing -> PinnedFiles.of(listing, revision, needed(listing)))
                .filter(files -> files.areCached(client));
    }

    /**
     * Asks the hub; downloads at most the list of shards.
     *
     * @throws InvalidInputException if the repository holds no checkpoint that can be read
     * @throws HubException if it is not there, or cannot be asked
     */
    public PinnedFiles find(HubName repository, @Nullable String revision) {
        HubListing listing = client.list(repository, revision);
        requireReadable(listing);
        return PinnedFiles.of(listing, revision, needed(listing));
    }

    /** Has what describes the model: all but its weights. */
    public void downloadDescription(PinnedFiles checkpoint) {
        for (String file : checkpoint.files()) {
            if (file.equals(CONFIG) || small.contains(file)) {
                client.download(checkpoint.repository(), checkpoint.commit(), file, DownloadListener.SILENT);
            }
        }
    }

    private void requireReadable(HubListing listing) {
        if (!listing.has(CONFIG)) {
            throw invalid(listing, "has no config.json, so it is no checkpoint of transformers");
        }
        if (!listing.has(TOKENIZER)) {
            throw invalid(
                    listing,
                    "has no tokenizer.json; save one with Python's"
                            + " `AutoTokenizer.from_pretrained(...).save_pretrained(...)` and use `file:<path>`");
        }
        if (listing.has(SINGLE) || listing.has(INDEX)) {
            return;
        }
        Optional<String> pickled = listing.files().stream()
                .filter(file -> file.startsWith("pytorch_model"))
                .findFirst();
        throw invalid(
                listing,
                pickled.map(file -> "has only " + file + ", whose format can run code and is not read;"
                                + " convert it in Python with model.save_pretrained(folder, safe_serialization=True) and use"
                                + " `file:<path>`, or name a revision that has model.safetensors, as in `"
                                + listing.repository().name() + "@refs/pr/1`")
                        .orElse("has neither " + SINGLE + " nor " + INDEX));
    }

    private List<String> needed(HubListing listing) {
        List<String> needed = new ArrayList<>(List.of(CONFIG));
        listing.files().stream().filter(small::contains).forEach(needed::add);
        if (listing.has(SINGLE)) {
            needed.add(SINGLE);
        } else {
            needed.add(INDEX);
            needed.addAll(shards(listing));
        }
        return needed;
    }

    private List<String> shards(HubListing listing) {
        Path index = client.download(listing.repository(), listing.commit(), INDEX, DownloadListener.SILENT);
        try {
            JsonNode weights = JSON.readTree(Files.readAllBytes(index)).path("weight_map");
            List<String> shards = weights.valueStream()
                    .map(shard -> shard.asString(""))
                    .distinct()
                    .sorted()
                    .toList();
            for (String shard : shards) {
                if (!HubFileName.isSafe(shard) || !shard.endsWith(".safetensors")) {
                    throw invalid(listing, "has an index that names " + HubFileName.shown(shard) + " as weights");
                }
            }
            return shards;
        } catch (JacksonException notJson) {
            throw invalid(listing, "has an index of weights that is no JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(index + " cannot be read", e);
        }
    }

    private InvalidInputException invalid(HubListing listing, String problem) {
        return new InvalidInputException(
                FIELD, listing.repository() + " at " + client.settings().endpoint() + " " + problem);
    }
}
