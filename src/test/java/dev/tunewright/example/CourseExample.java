package dev.tunewright.example;

import dev.tunewright.engine.checkpoint.EmbeddedCheckpoints;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.DatasetReader;
import dev.tunewright.engine.data.DatasetSpec;
import dev.tunewright.engine.data.EmbeddedDatasets;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.trainer.PredictionOutput;
import dev.tunewright.engine.trainer.Trainer;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Chapter 3 of the Hugging Face course, with the engine as a library. */
final class CourseExample {

    private CourseExample() {}

    public static void main(String[] arguments) throws Exception {
        Path cache = Files.createTempDirectory("course");
        Path checkpoint = EmbeddedCheckpoints.materialise("minilm", cache);
        PredictionOutput output =
                fineTune(checkpoint, EmbeddedDatasets.materialise("paraphrase", cache), cache.resolve("test-trainer"));
        System.out.println(output.predictions().length + " predictions, " + output.metrics());
    }

    static PredictionOutput fineTune(Path checkpoint, DatasetSpec data, Path outputDir) {
        Dataset dataset = DatasetReader.read(data, 2);
        var model = AutoModelForSequenceClassification.fromPretrained(checkpoint, 2);
        var tokenizer = AutoTokenizer.fromPretrained(checkpoint, null, model.maxPositions());
        var arguments = TrainingArguments.of(Map.of("eval_strategy", "epoch"));
        var metrics = Metrics.of(List.of("accuracy", "f1"), dataset.labels());
        var trainer = new Trainer(model, tokenizer, arguments, dataset, metrics, outputDir);
        trainer.train();
        return trainer.predict("validation");
    }
}
