package dev.tunewright.engine.model;

import dev.tunewright.engine.nn.Activation;

/**
 * Sizes and rates of an encoder's layers, whatever the configuration calls them.
 *
 * @param layers number of layers
 * @param hidden H
 * @param inner width between the feed-forward's two linears
 * @param heads of attention; divides H
 * @param activation between the feed-forward's two linears
 * @param epsilon of the norms
 * @param attentionDropout of attention weights
 * @param attentionOutputDropout of what attention adds to the residual
 * @param outputDropout of what the feed-forward adds to the residual
 */
record EncoderSettings(
        int layers,
        int hidden,
        int inner,
        int heads,
        Activation activation,
        double epsilon,
        double attentionDropout,
        double attentionOutputDropout,
        double outputDropout) {

    /** Reads the keys that BERT, RoBERTa and ELECTRA share. */
    static EncoderSettings ofBert(ModelConfig config) {
        int hidden = config.positive("hidden_size");
        double dropout = config.probability("hidden_dropout_prob", 0.1);
        return new EncoderSettings(
                config.positive("num_hidden_layers"),
                hidden,
                config.positive("intermediate_size"),
                heads(config, "num_attention_heads", "hidden_size"),
                config.activation("hidden_act", "gelu"),
                config.number("layer_norm_eps", 1e-12),
                config.probability("attention_probs_dropout_prob", 0.1),
                dropout,
                dropout);
    }

    /** @return the number of heads; a violation where it does not divide the width */
    static int heads(ModelConfig config, String headsKey, String widthKey) {
        int heads = config.positive(headsKey);
        int width = config.positive(widthKey);
        return width % heads == 0 ? heads : config.violation(headsKey, "must divide " + widthKey + " " + width, heads);
    }
}
