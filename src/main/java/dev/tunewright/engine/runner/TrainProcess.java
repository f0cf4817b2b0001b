package dev.tunewright.engine.runner;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.tunewright.engine.Beside;
import dev.tunewright.engine.checkpoint.AtomicFolder;
import dev.tunewright.engine.checkpoint.CheckpointFolder;
import dev.tunewright.engine.data.DataReport;
import dev.tunewright.engine.data.Dataset;
import dev.tunewright.engine.data.Labels;
import dev.tunewright.engine.data.TokenLengths;
import dev.tunewright.engine.data.TokenizedDataset;
import dev.tunewright.engine.metric.Metrics;
import dev.tunewright.engine.model.AutoModelForSequenceClassification;
import dev.tunewright.engine.model.ModelConfig;
import dev.tunewright.engine.model.ModelSize;
import dev.tunewright.engine.tokenizer.AutoTokenizer;
import dev.tunewright.engine.trainer.PredictionOutput;
import dev.tunewright.engine.trainer.TrainOutput;
import dev.tunewright.engine.trainer.Trainer;
import dev.tunewright.engine.trainer.TrainingArguments;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One attempt from specification to saved model, told as events. */
final class TrainProcess {

    private final TrainSpec spec;
    private final Consumer<TrainEvent> events;
    private final BooleanSupplier stop;

    TrainProcess(TrainSpec spec, Consumer<TrainEvent> events, BooleanSupplier stop) {
        this.spec = spec;
        this.events = events;
        this.stop = stop;
    }

    /** @return the process's exit status */
    int run() {
        TrainTask task = spec.task();
        Beside<Preflight.Checked> checking = Beside.begin("preflight", () -> Preflight.read(task));
        // Takes about as long, and belongs on this thread, whose gradient mode it sets.
        Engine.getEngine("PyTorch");
        Preflight.Checked checked = checking.await();
        TrainingArguments arguments = checked.arguments();
        Dataset dataset = checked.dataset();
        Metrics metrics = Metrics.of(task.metricNames(), dataset.labels());
        Manifest manifest = Manifest.begin(spec, checked);
        TrainDevice device = TrainDevice.of(spec);
        ModelConfig config = Preflight.configFor(task, dataset.labels());
        try (AutoTokenizer tokenizer = Preflight.tokenizer(task, config);
                Beside<TokenizedDataset> tokens =
                        Beside.begin("tokens", () -> TokenizedDataset.of(dataset, "train", tokenizer));
                AutoModelForSequenceClassification model = model(config, arguments, device.prepare(arguments))) {
            tellLoaded(model.report());
            EventCallback callback = new EventCallback(spec, dataset, arguments, events, stop);
            Trainer trainer = new Trainer(model, tokenizer, arguments, dataset, metrics, spec.outputDir())
                    .setTokenized("train", tokens.await())
                    .addCallback(callback);
            trainer.setDataCollator(new Heartbeat(trainer.dataCollator(), events));
            TrainOutput output = train(
                    trainer,
                    () -> report(dataset, trainer, model, arguments, tokenizer.maxLength()),
                    checkpoint(arguments));
            device.memory().ifPresent(events);
            if (output.stopped()) {
                events.accept(new TrainEvent.Stopped(output.globalStep(), callback.lastCheckpoint()));
                return TrainMain.STOPPED;
            }
            Path folder = spec.outputDir().resolve("model");
            AtomicFolder.write(folder, temporary -> {
                model.savePretrained(temporary);
                tokenizer.savePretrained(temporary);
                trainer.saveState(temporary);
            });
            Labels labels = dataset.labels().named(model.config().labels());
            predict(trainer, dataset, labels, manifest);
            manifest.task(dataset, labels, metrics.names());
            manifest.write(folder, output, callback);
            events.accept(new TrainEvent.Finished(output.modelStep(), folder, callback.best(), output.metrics()));
            return TrainMain.FINISHED;
        }
    }

    /** The first step does not wait for what is reported of the data, and no training is lost for want of it. */
    private TrainOutput train(Trainer trainer, Supplier<TaskReport> report, @Nullable Path checkpoint) {
        Beside<TrainEvent> reporting = Beside.begin("data-report", () -> {
            TrainEvent told = reported(report);
            events.accept(told);
            return told;
        });
        try {
            return trainer.train(checkpoint);
        } finally {
            reporting.await();
        }
    }

    private static TrainEvent reported(Supplier<TaskReport> report) {
        try {
            return new TrainEvent.Reported(report.get());
        } catch (RuntimeException failure) {
            return new TrainEvent.Message("warning", "no_data_report", "The data could not be reported on: " + failure);
        }
    }

    /** An attempt goes on from its predecessor's checkpoint; the first one, from that of another training where asked to. */
    private @Nullable Path checkpoint(TrainingArguments arguments) {
        return spec.resumeFromCheckpoint() != null
                ? resumable(spec.resumeFromCheckpoint())
                : arguments.resumeFromCheckpoint(spec.outputDir()).orElse(null);
    }

    private @Nullable Path resumable(Path checkpoint) {
        if (Trainer.canResume(checkpoint)) {
            return checkpoint;
        }
        events.accept(
                new TrainEvent.Message(
                        "warning",
                        "not_resumable",
                        "The last checkpoint holds the model alone (save_only_model), so training starts again from the first step"));
        return null;
    }

    private AutoModelForSequenceClassification model(ModelConfig config, TrainingArguments arguments, Device device) {
        try (CheckpointFolder checkpoint = CheckpointFolder.open(spec.task().checkpoint())) {
            return AutoModelForSequenceClassification.fromPretrained(checkpoint, config, arguments.seed(), device);
        }
    }

    /** Of all rows: they are tokenised anyway. */
    private TaskReport report(
            Dataset dataset,
            Trainer trainer,
            AutoModelForSequenceClassification model,
            TrainingArguments arguments,
            int maxLength) {
        Map<String, TokenLengths> tokens = new LinkedHashMap<>();
        dataset.splits()
                .keySet()
                .forEach(split -> tokens.put(
                        split, TokenLengths.of(trainer.tokenized(split).rows(), false)));
        Labels named = dataset.labels().named(model.config().labels());
        DataReport data = DataReport.of(new Dataset(named, dataset.splits()), tokens, maxLength);
        return TaskReport.of(data, ModelSize.of(model.config()), arguments, maxLength, "cpu".equals(spec.device()));
    }

    private void tellLoaded(AutoModelForSequenceClassification.LoadReport report) {
        if (!report.newlyInitialized().isEmpty()) {
            events.accept(new TrainEvent.Message(
                    "info",
                    "newly_initialized",
                    "Some weights were not in the checkpoint and are newly initialized: " + report.newlyInitialized()));
        }
        if (!report.unexpected().isEmpty()) {
            events.accept(new TrainEvent.Message(
                    "info",
                    "unexpected_weights",
                    "Some weights of the checkpoint were not used: " + report.unexpected()));
        }
    }

    /** The final model on every split it was not trained on. */
    private void predict(Trainer trainer, Dataset dataset, Labels labels, Manifest manifest) {
        dataset.splits().forEach((split, rows) -> {
            if (!split.equals("train")) {
                PredictionOutput output = trainer.predict(split);
                PredictionFile predictions = new PredictionFile(split, labels, output);
                Path file = predictions.write(spec.outputDir());
                Path worst = predictions.worst(rows).write(spec.outputDir());
                manifest.predicted(split, output.metrics());
                events.accept(new TrainEvent.Predicted(split, rows.size(), file, worst, output.metrics()));
            }
        });
    }
}
