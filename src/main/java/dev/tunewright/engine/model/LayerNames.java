package dev.tunewright.engine.model;

/** What checkpoints call the weights of an encoder layer, relative to the layer. */
record LayerNames(
        String query,
        String key,
        String value,
        String attentionOutput,
        String attentionNorm,
        String intermediate,
        String output,
        String outputNorm) {

    /** BERT's, which RoBERTa and ELECTRA took over. */
    static final LayerNames BERT = new LayerNames(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "attention.output.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm");
}
