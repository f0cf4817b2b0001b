import {checkOptions, hyperparameterField, numberField, objectField, selectField, textField} from './fields.js';

const WHOLE = {integer: true, minimum: 1};
/** Those that one cannot see have names. */
const UNSEEN = {tab: '\t', space: ' '};
const DELIMITER = {
    parse: text => UNSEEN[text] ?? text,
    write: delimiter => Object.keys(UNSEEN).find(name => UNSEEN[name] === delimiter) ?? delimiter,
};
/** The argument whose choice tells which options another one may hold. */
const OWNERS = {lr_scheduler_kwargs: 'lr_scheduler_type', optim_args: 'optim'};

/**
 * The fields of a job's form, each by the name that the service's problems use.
 *
 * @param {Object[]} known arguments, of GET /hyperparameters
 * @param {Object[]} succeeded jobs whose output may be a checkpoint
 */
export function jobFields(known, succeeded) {
    const models = succeeded.map(job => `job:${job.id}`);
    const about = [
        textField('name', 'Name', {help: 'Models are asked for by it. Left open, one is made.'}),
        textField('checkpoint', 'Checkpoint', {
            required: true, options: ['embedded:minilm', 'bert-base-uncased', 'distilbert-base-uncased', 'roberta-base', ...models],
            help: 'A name of the hub, embedded:minilm, job:<id> or file:<path>.',
        }),
        numberField('num_labels', 'Labels', WHOLE, {placeholder: 'as the data have', help: '1 for regression'}),
        textField('tags', 'Tags', {placeholder: 'team:search, stage:trial', parse: parseTags, write: tags => Object.entries(tags).map(pair => pair.join(':')).join(', ')}),
        numberField('priority', 'Priority', {integer: true}, {placeholder: '0', help: 'Higher ones go first.'}),
        textField('metrics', 'Metrics', {
            placeholder: 'by task', parse: text => text.split(/[\s,]+/).filter(Boolean), write: names => names.join(', '), options: ['accuracy, f1', 'matthews_correlation', 'pearson, spearmanr', 'mse'],
            help: 'accuracy, f1, f1_micro, precision, recall, matthews_correlation, pearson, spearmanr, mse',
        }),
    ];
    const sources = {
        name: [textField('dataset.name', 'Data set', {
            required: true, options: ['embedded:paraphrase', 'glue/mrpc', 'glue/sst2', 'glue/cola', 'glue/rte', 'imdb'],
            help: 'Of the hub, such as glue/mrpc, or embedded:paraphrase.',
        })],
        id: [selectField('dataset.id', 'Uploaded data set', [], {required: true})],
        files: ['train', 'validation', 'test'].map(split => textField(`dataset.files.${split}`, `File of ${split}`, {
            required: split === 'train', placeholder: `file:${split}.tsv`,
            help: split === 'train' ? '.csv, .tsv, .jsonl or .parquet below a file root of the service' : null,
        })),
    };
    const reading = [
        textField('dataset.text', 'Column of the text', {placeholder: 'guessed'}),
        textField('dataset.text_pair', 'Column of the second text', {placeholder: 'guessed'}),
        textField('dataset.label', 'Column of the label', {placeholder: 'guessed'}),
        numberField('dataset.validation_fraction', 'Share held out for validation', {exclusive_minimum: 0, exclusive_maximum: 1}, {placeholder: 'none'}),
        numberField('dataset.max_train_samples', 'Rows to train on, at most', WHOLE, {placeholder: 'all'}),
        numberField('dataset.max_eval_samples', 'Rows to evaluate on, at most', WHOLE, {placeholder: 'all'}),
        numberField('dataset.max_length', 'Tokens of a text, at most', WHOLE, {placeholder: 'as the model takes'}),
        textField('dataset.labels', 'Names of the labels', {placeholder: 'no, yes', parse: parseList, help: 'In the order of their ids.'}),
        textField('dataset.label_delimiter', 'Delimiter of several labels', {...DELIMITER, placeholder: 'none', help: 'Where a text may have several.'}),
        textField('dataset.delimiter', 'Delimiter of columns', {...DELIMITER, parse: oneCharacter, placeholder: 'by the file’s name', help: 'One character, tab or space.'}),
        selectField('dataset.quoting', 'Quoting', [['', 'by the file’s name'], ['minimal', 'minimal'], ['none', 'none']]),
    ];
    const more = [
        objectField('config', 'Values of the model’s config.json', '{"classifier_dropout": 0.2}', {help: 'They override the checkpoint’s.'}),
        numberField('max_attempts', 'Attempts, at most', {...WHOLE, maximum: 100}, {placeholder: 'as the service is set', help: 'Where a trainer dies, the next one goes on.'}),
        numberField('timeout_seconds', 'Seconds, at most', WHOLE, {placeholder: 'as the service is set'}),
        textField('webhook.url', 'Tell this address', {parse: addressIn, placeholder: 'https://…', help: 'Of evaluations and of the end.'}),
        textField('webhook.secret', 'Secret that signs what it is told', {parse: secretIn, placeholder: 'none'}),
    ];
    const hyperparameters = known.map(hyperparameterField);
    hyperparameters.filter(field => field.argument.name in OWNERS).forEach(field => checkOptions(field,
        hyperparameters.find(owner => owner.argument.name === OWNERS[field.argument.name])));
    return {about, more, sources, reading, hyperparameters};
}

function oneCharacter(text) {
    const delimiter = DELIMITER.parse(text);
    if (delimiter.length !== 1) {
        throw new Error('must be one character, or one of the words tab and space');
    }
    return delimiter;
}

/** Names with commas in them come as JSON. */
function parseList(text) {
    if (!text.startsWith('[')) {
        return text.split(',').map(part => part.trim()).filter(Boolean);
    }
    try {
        return JSON.parse(text).map(String);
    } catch (notJson) {
        throw new Error('must be names with commas between, or a JSON list such as ["no", "yes"]');
    }
}

function addressIn(text) {
    if (!/^https?:\/\/./.test(text) || !URL.canParse(text)) {
        throw new Error('must be an address that begins with http:// or https://');
    }
    return text;
}

function secretIn(text) {
    if (!/^[\x21-\x7e]{16,256}$/.test(text)) {
        throw new Error(`must be 16 to 256 printable ASCII characters without spaces, was ${text.length}`);
    }
    return text;
}

function parseTags(text) {
    return Object.fromEntries(text.split(',').map(part => part.trim()).filter(Boolean).map(part => {
        const colon = part.indexOf(':');
        if (colon < 1) {
            throw new Error(`must be name:value, with commas between, was ${part}`);
        }
        return [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
    }));
}
