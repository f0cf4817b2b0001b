package dev.tunewright.engine.trainer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a training stands. Written as the original's {@code trainer_state.json}, with its keys; what an exact resume needs
 * beyond them stands under {@code stateful_callbacks}, where the original keeps such things. Belongs to the training
 * thread.
 */
public final class TrainerState {

    private static final String OWN = "Tunewright";

    int globalStep;
    double epoch;
    double totalFlos;

    /** Tokens trained on, as {@code include_num_input_tokens_seen} counts them. */
    long numInputTokensSeen;

    /** Rows that go through the model at once: fewer than a batch has where memory did not suffice. */
    int trainBatchSize = Integer.MAX_VALUE;

    /** {@code metric_for_best_model} at its best; null before the first evaluation. */
    @Nullable
    Double bestMetric;

    /** Step of the best evaluation. */
    @Nullable
    Integer bestGlobalStep;

    /** Losses since the last log entry; a non-finite one counts as the mean of those before it, if so asked. */
    double lossSinceLog;

    /** Losses of all steps up to the last log entry. */
    double lossUpToLog;

    int lastLoggedStep;

    /** Whether what follows the end of an epoch was done for the epoch that ended last. */
    boolean epochEnded;

    /** Which loaders were opened, in order: what {@link LengthGroupedOrder} replays. */
    String loaderOpenings = "";

    /** Evaluations in a row that early stopping found no better. */
    int patienceUsed;

    /** Steps of the checkpoints that the run went on from. */
    final List<Integer> resumedFromSteps = new ArrayList<>();

    private final List<Map<String, Object>> logHistory = new ArrayList<>();

    public int globalStep() {
        return globalStep;
    }

    /** @return epochs done, with a fraction within one */
    public double epoch() {
        return epoch;
    }

    /** @return steps of the checkpoints that the run went on from, in order; empty where it was never interrupted */
    public List<Integer> resumedFromSteps() {
        return List.copyOf(resumedFromSteps);
    }

    /** The best evaluation so far, by {@code metric_for_best_model}. */
    public record Best(double value, int step) {}

    /** @return empty before the first evaluation, and where evaluations are not compared */
    public Optional<Best> best() {
        return bestMetric == null || bestGlobalStep == null
                ? Optional.empty()
                : Optional.of(new Best(bestMetric, bestGlobalStep));
    }

    /** @return entries with the original's keys, oldest first */
    public List<Map<String, Object>> logHistory() {
        return List.copyOf(logHistory);
    }

    /** Takes a step's loss into the mean that the next log entry shows. */
    void addLoss(double loss, boolean filterNonFinite) {
        if (filterNonFinite && !Double.isFinite(loss)) {
            lossSinceLog += lossSinceLog / (1 + globalStep - lastLoggedStep);
        } else {
            lossSinceLog += loss;
        }
    }

    /** @return mean loss of the steps since the last entry, which this one becomes */
    double takeMeanLoss() {
        double mean = lossSinceLog / (globalStep - lastLoggedStep);
        lossUpToLog += lossSinceLog;
        lossSinceLog = 0;
        lastLoggedStep = globalStep;
        return mean;
    }

    /**
     * @param counted what is known of the tokens seen, under the original's keys
     * @return the entry, with epoch and step added as the original does
     */
    Map<String, Object> log(Map<String, ?> values, Map<String, ?> counted) {
        Map<String, Object> entry = new LinkedHashMap<>(values);
        entry.put("epoch", epoch);
        entry.putAll(counted);
        entry.put("step", globalStep);
        logHistory.add(entry);
        return entry;
    }

    /** @param planned what the run was set up with, under the original's keys */
    Map<String, Object> toJson(Map<String, Object> planned) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("best_global_step", bestGlobalStep);
        json.put("best_metric", bestMetric);
        json.put("epoch", epoch);
        json.put("global_step", globalStep);
        json.put("is_hyper_param_search", false);
        json.put("is_local_process_zero", true);
        json.put("is_world_process_zero", true);
        json.put("log_history", logHistory);
        json.put("num_input_tokens_seen", numInputTokensSeen);
        json.put("total_flos", totalFlos);
        json.put("train_batch_size", trainBatchSize);
        json.put("trial_name", null);
        json.put("trial_params", null);
        json.putAll(planned);
        Map<String, Object> callbacks = new LinkedHashMap<>();
        if (planned.get("stateful_callbacks") instanceof Map<?, ?> theirs) {
            theirs.forEach((name, state) -> callbacks.put(String.valueOf(name), state));
        }
        callbacks.put(OWN, own());
        json.put("stateful_callbacks", callbacks);
        return json;
    }

    private Map<String, Object> own() {
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("loss_since_log", lossSinceLog);
        own.put("loss_up_to_log", lossUpToLog);
        own.put("last_logged_step", lastLoggedStep);
        own.put("patience_used", patienceUsed);
        own.put("epoch_ended", epochEnded);
        own.put("loader_openings", loaderOpenings);
        own.put("resumed_from_steps", resumedFromSteps);
        return own;
    }

    static TrainerState fromJson(JsonNode json) {
        TrainerState state = new TrainerState();
        state.globalStep = json.path("global_step").asInt();
        state.epoch = json.path("epoch").asDouble();
        state.totalFlos = json.path("total_flos").asDouble();
        state.numInputTokensSeen = json.path("num_input_tokens_seen").asLong();
        state.trainBatchSize = json.path("train_batch_size").asInt();
        state.bestMetric = json.path("best_metric").isNull()
                ? null
                : json.path("best_metric").asDouble();
        state.bestGlobalStep = json.path("best_global_step").isNull()
                ? null
                : json.path("best_global_step").asInt();
        for (JsonNode entry : json.path("log_history")) {
            state.logHistory.add(JsonMapper.shared().convertValue(entry, new TypeReference<>() {}));
        }
        JsonNode own = json.path("stateful_callbacks").path(OWN);
        state.lossSinceLog = own.path("loss_since_log").asDouble();
        state.lossUpToLog = own.path("loss_up_to_log").asDouble();
        state.lastLoggedStep = own.path("last_logged_step").asInt();
        state.patienceUsed = own.path("patience_used").asInt();
        state.loaderOpenings = own.path("loader_openings").asString();
        state.epochEnded = own.path("epoch_ended").asBoolean();
        own.path("resumed_from_steps").forEach(step -> state.resumedFromSteps.add(step.asInt()));
        return state;
    }
}
