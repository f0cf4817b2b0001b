package dev.tunewright.service.dataset;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The parts of an upload, for the description of the interface. */
@Schema(name = "Upload")
record UploadParts(
        @Schema(
                description = "what the data set is to be called; need not be unique",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String name,

        @Schema(
                description = "rows to train on",
                type = "string",
                format = "binary",
                requiredMode = Schema.RequiredMode.REQUIRED)
        String train,

        @Schema(description = "rows to evaluate on", type = "string", format = "binary") @Nullable
        String validation,

        @Schema(description = "rows to test on", type = "string", format = "binary") @Nullable
        String test,

        @Schema(description = "column of the text; guessed where the columns leave no doubt") @Nullable
        String text,

        @Schema(name = "text_pair", description = "column of the second text of a pair") @Nullable
        String textPair,

        @Schema(description = "column of the label") @Nullable
        String label,

        @Schema(description = "one character between the columns of delimited files; a tab for .tsv, a comma for .csv")
        @Nullable
        String delimiter,

        @Schema(
                description = "how delimited files protect it; minimal for .csv, none for .tsv",
                allowableValues = {"minimal", "none"})
        @Nullable
        String quoting) {}
