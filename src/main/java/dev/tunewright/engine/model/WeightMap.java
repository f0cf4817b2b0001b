package dev.tunewright.engine.model;

import dev.tunewright.engine.InvalidInputException;
import dev.tunewright.engine.InvalidInputException.Violation;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which tensor of a checkpoint fills which weight of a model: legacy names and a missing prefix of the body are mended
 * as the original does.
 *
 * @param sources name in the checkpoint of each weight that it holds
 * @param missing weights that are newly initialised, in module order
 * @param unexpected tensors of the checkpoint that the model has no place for
 */
record WeightMap(Map<Parameter, String> sources, List<Parameter> missing, List<String> unexpected) {

    /** @throws InvalidInputException if a weight of the body is absent or a weight has another shape */
    static WeightMap of(SequenceClassificationModel model, CheckpointFolder checkpoint) {
        Map<String, String> byCurrentName = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            byCurrentName.put(currentName(name), name);
        }
        Set<String> used = new HashSet<>();
        Map<Parameter, String> sources = new LinkedHashMap<>();
        List<Parameter> missing = new ArrayList<>();
        for (Parameter weight : model.parameters().declared()) {
            String found = weight.name();
            if (!byCurrentName.containsKey(found) && found.startsWith(model.baseModelPrefix())) {
                found = found.substring(model.baseModelPrefix().length());
            }
            String source = byCurrentName.get(found);
            if (source == null) {
                missing.add(weight);
            } else {
                sources.put(weight, source);
                used.add(source);
            }
        }
        List<String> unexpected = checkpoint.names().stream()
                .filter(name -> !used.contains(name) && !name.endsWith("position_ids"))
                .toList();
        WeightMap map = new WeightMap(sources, missing, unexpected);
        map.verify(model, checkpoint);
        return map;
    }

    private static String currentName(String name) {
        return name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias");
    }

    private void verify(SequenceClassificationModel model, CheckpointFolder checkpoint) {
        List<String> absent = missing.stream()
                .filter(weight -> !model.mayBeNew().contains(weight))
                .map(Parameter::name)
                .toList();
        if (!absent.isEmpty()) {
            throw new InvalidInputException(
                    "checkpoint",
                    "lacks " + absent.size() + " of the " + (sources.size() + missing.size())
                            + " weights that its config.json describes, such as " + absent.get(0)
                            + "; give a checkpoint whose weights belong to its config.json");
        }
        Map<String, Violation> violations = new LinkedHashMap<>();
        sources.forEach((weight, name) -> {
            List<Long> actual = checkpoint.info(name).shape();
            List<Long> expected =
                    Arrays.stream(weight.shape().getShape()).boxed().toList();
            if (!actual.equals(expected)) {
                Violation violation = violation(model, weight, name, actual, expected);
                violations.putIfAbsent(violation.field(), violation);
            }
        });
        if (!violations.isEmpty()) {
            throw new InvalidInputException(List.copyOf(violations.values()));
        }
    }

    private static Violation violation(
            SequenceClassificationModel model, Parameter weight, String name, List<Long> actual, List<Long> expected) {
        if (model.mayBeNew().contains(weight)) {
            return new Violation(
                    "num_labels",
                    "asks for " + weight.name() + " of shape " + expected + ", the checkpoint's " + name + " has "
                            + actual
                            + "; give the num_labels that the checkpoint's head was trained with, or a checkpoint"
                            + " without a head");
        }
        return new Violation(
                "checkpoint",
                "tensor " + name + " has shape " + actual + ", its config.json asks for " + expected
                        + "; give a checkpoint whose weights belong to its config.json");
    }
}
