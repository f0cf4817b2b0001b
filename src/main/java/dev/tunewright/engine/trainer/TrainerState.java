package dev.tunewright.engine.trainer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /** {@code metric_for_best_model} at its best; null before the first evaluation. */
    @Nullable Double bestMetric;

    /** Step of the best evaluation, where checkpoints are saved. */
    @Nullable Integer bestGlobalStep;

    /** Losses since the last log entry; a non-finite one counts as the mean of those before it, if so asked. */
    double lossSinceLog;

    /** Losses of all steps up to the last log entry. */
    double lossUpToLog;

    int lastLoggedStep;

    /** Whether what follows the end of an epoch was done for the epoch that ended last. */
    boolean epochEnded;

    /** Evaluations in a row that early stopping found no better. */
    int patienceUsed;

    private final List<Map<String, Object>> logHistory = new ArrayList<>();

    public int globalStep() {
        return globalStep;
    }

    /** @return epochs done, with a fraction within one */
    public double epoch() {
        return epoch;
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

    /** @return the entry, with epoch and step added as the original does */
    Map<String, Object> log(Map<String, ?> values) {
        Map<String, Object> entry = new LinkedHashMap<>(values);
        entry.put("epoch", epoch);
        entry.put("step", globalStep);
        logHistory.add(entry);
        return entry;
    }

    /** @param planned what the run was set up with, under the original's keys */
    Map<String, Object> toJson(Map<String, Object> planned) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("best_global_step", bestGlobalStep);
        json.put("best_metric", bestMetric);
        json.put("best_model_checkpoint", bestGlobalStep == null ? null : "checkpoint-" + bestGlobalStep);
        json.put("epoch", epoch);
        json.put("global_step", globalStep);
        json.put("is_hyper_param_search", false);
        json.put("is_local_process_zero", true);
        json.put("is_world_process_zero", true);
        json.put("log_history", logHistory);
        json.putAll(planned);
        json.put("num_input_tokens_seen", 0);
        json.put("total_flos", totalFlos);
        json.put("trial_name", null);
        json.put("trial_params", null);
        Map<String, Object> own = new LinkedHashMap<>();
        own.put("loss_since_log", lossSinceLog);
        own.put("loss_up_to_log", lossUpToLog);
        own.put("last_logged_step", lastLoggedStep);
        own.put("patience_used", patienceUsed);
        own.put("epoch_ended", epochEnded);
        json.put("stateful_callbacks", Map.of(OWN, own));
        return json;
    }

    @SuppressWarnings("unchecked")
    static TrainerState fromJson(Map<String, Object> json) {
        TrainerState state = new TrainerState();
        state.globalStep = number(json, "global_step").intValue();
        state.epoch = number(json, "epoch").doubleValue();
        state.totalFlos = number(json, "total_flos").doubleValue();
        state.bestMetric = json.get("best_metric") instanceof Number best ? best.doubleValue() : null;
        state.bestGlobalStep = json.get("best_global_step") instanceof Number best ? best.intValue() : null;
        state.logHistory.addAll((List<Map<String, Object>>) json.get("log_history"));
        Map<String, Object> callbacks = (Map<String, Object>) json.get("stateful_callbacks");
        Map<String, Object> own = (Map<String, Object>) callbacks.get(OWN);
        state.lossSinceLog = number(own, "loss_since_log").doubleValue();
        state.lossUpToLog = number(own, "loss_up_to_log").doubleValue();
        state.lastLoggedStep = number(own, "last_logged_step").intValue();
        state.patienceUsed = number(own, "patience_used").intValue();
        state.epochEnded = Boolean.TRUE.equals(own.get("epoch_ended"));
        return state;
    }

    /** Non-finite numbers were written as strings. */
    private static Number number(Map<String, Object> json, String key) {
        return json.get(key) instanceof Number number ? number : Double.valueOf(String.valueOf(json.get(key)));
    }
}
