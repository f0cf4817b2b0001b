/** Answers from trained models: predictions and downloads. Called over HTTP. */
@NullMarked
package dev.tunewright.service.model;

import org.jspecify.annotations.NullMarked;
