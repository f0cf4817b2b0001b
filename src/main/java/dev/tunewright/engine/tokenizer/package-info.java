/** Texts to token ids, as the checkpoint's own tokenizer.json says. Called by the trainer and by predictions. */
@NullMarked
package dev.tunewright.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
