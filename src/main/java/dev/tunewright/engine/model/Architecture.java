package dev.tunewright.engine.model;

import dev.tunewright.engine.InvalidInputException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The architectures there are, by {@code model_type}. */
final class Architecture {

    private static final Map<String, Function<ModelConfig, SequenceClassificationModel>> BY_MODEL_TYPE =
            new TreeMap<>(Map.of(
                    "albert", AlbertModel::new,
                    "bert", BertModel::new,
                    "deberta-v2", DebertaV2Model::new,
                    "distilbert", DistilBertModel::new,
                    "electra", ElectraModel::new,
                    "modernbert", ModernBertModel::new,
                    "mpnet", MPNetModel::new,
                    "roberta", RobertaModel::roberta,
                    "xlm-roberta", RobertaModel::xlmRoberta));

    private Architecture() {}

    /** @throws InvalidInputException if there is no such architecture or the configuration is not one of its */
    static SequenceClassificationModel create(ModelConfig config) {
        Function<ModelConfig, SequenceClassificationModel> constructor = BY_MODEL_TYPE.get(config.modelType());
        if (constructor == null) {
            throw new InvalidInputException(
                    "checkpoint",
                    "has the model_type '" + config.modelType() + "' in its config.json; this version trains "
                            + BY_MODEL_TYPE.keySet());
        }
        SequenceClassificationModel model = constructor.apply(config);
        config.verify();
        return model;
    }
}
