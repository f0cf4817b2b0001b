import {get, post, Problem} from '../api.js';
import {announce, card, h, problemBox} from '../dom.js';
import {showErrors} from '../fields.js';
import {number} from '../format.js';
import {jobFields} from '../job-fields.js';
import {chosen} from '../job-parts.js';
import {UploadForm} from '../upload.js';
import {dataReport} from './results.js';

const OPEN_GROUPS = ['length and batches', 'learning rate', 'evaluation'];
const SAMPLE = {
    name: 'first', checkpoint: 'embedded:minilm', dataset: {name: 'embedded:paraphrase'}, metrics: ['accuracy', 'f1'],
    hyperparameters: {
        num_train_epochs: 4, per_device_train_batch_size: 16, per_device_eval_batch_size: 32, learning_rate: 1e-4, warmup_ratio: 0.1,
        eval_strategy: 'epoch', save_strategy: 'epoch', load_best_model_at_end: true, metric_for_best_model: 'accuracy', save_total_limit: 1,
    },
};
const FRESH = {hyperparameters: {eval_strategy: 'epoch'}};

/** A form for a job: empty, with the sample, or as another job was. */
export async function newJobPage({query, signal, titled}) {
    titled('New job');
    const from = query.get('from');
    const [known, uploads, succeeded, other] = await Promise.all([
        get('hyperparameters', signal),
        get('datasets?limit=100', signal),
        get('jobs?status=succeeded&limit=50', signal),
        from ? get(`jobs/${from}`, signal) : null,
    ]);
    const form = new JobForm(known, uploads.data, succeeded.data, signal);
    form.fill(other ? cloned(other, known.data) : query.has('sample') ? SAMPLE : FRESH);
    return form.content(other);
}

function cloned(job, known) {
    return {...job, hyperparameters: chosen(job.hyperparameters, known)};
}

class JobForm {
    constructor(known, uploads, succeeded, signal) {
        this.signal = signal;
        this.uploads = uploads;
        this.refused = new Map(known.refused.map(argument => [argument.name, argument.reason]));
        Object.assign(this, jobFields(known.data, succeeded));
        this.source = 'name';
        this.spec = h('pre', {tabindex: 0, 'aria-label': 'Body of the request'});
        this.outcome = h('div', {});
        this.fields().forEach(field => {
            field.whenChanged = () => this.showSpec();
        });
        this.listUploads();
    }

    fields() {
        return [...this.about, ...this.more, ...Object.values(this.sources).flat(), ...this.reading, ...this.hyperparameters];
    }

    /** Those that count, given where the data come from. */
    used() {
        return [...this.about, ...this.more, ...this.sources[this.source], ...this.reading, ...this.hyperparameters];
    }

    fill(spec) {
        const {dataset = {}} = spec;
        this.source = ['name', 'id', 'files'].find(source => dataset[source]) ?? 'name';
        if (dataset.id && !this.uploads.some(upload => upload.id === dataset.id)) {
            this.uploads.push({id: dataset.id, name: 'data set that is gone', rows: {}});
            this.listUploads();
        }
        const values = flat(spec);
        this.fields().forEach(field => field.fill(values[field.name]));
        this.showSpec();
    }

    /** @returns {Object} the body of POST /jobs */
    body() {
        const body = {dataset: {}, hyperparameters: {}};
        for (const field of this.used()) {
            const {value} = field;
            if (value !== undefined) {
                put(body, field.name.split('.'), value);
            }
        }
        return body;
    }

    showSpec() {
        this.spec.textContent = JSON.stringify(this.body(), null, 2);
    }

    isComplete() {
        const wrong = this.used().filter(field => !field.check(true));
        if (wrong.length > 0) {
            wrong[0].element.closest('details')?.setAttribute('open', '');
            wrong[0].control.focus();
            announce(`${wrong.length} fields are not right yet`);
        }
        return wrong.length === 0;
    }

    async dryRun() {
        await this.ask(async () => {
            const report = await post('jobs?dry_run=true', this.body());
            this.outcome.replaceChildren(card('What it would come to', dataReport(report)));
            announce('Checked: the job can run');
            this.outcome.scrollIntoView({block: 'nearest'});
        });
    }

    /** Sent twice, it is one job. */
    async submit() {
        await this.ask(async () => {
            const body = this.body();
            const text = JSON.stringify(body);
            if (this.sent !== text) {
                this.sent = text;
                this.key = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');
            }
            const job = await post('jobs', body, {headers: {'Idempotency-Key': this.key}});
            location.hash = `#/jobs/${job.id}`;
        });
    }

    async ask(action) {
        if (!this.isComplete()) {
            return;
        }
        this.busy(true);
        try {
            await action();
        } catch (problem) {
            this.showProblem(problem);
        } finally {
            this.busy(false);
        }
    }

    busy(busy) {
        this.buttons.forEach(button => {
            button.disabled = busy;
        });
    }

    showProblem(problem) {
        const errors = problem instanceof Problem ? problem.errors : [];
        const others = errors.length > 0 ? showErrors(this.used(), problem) : [];
        const box = problemBox(problem);
        if (others.length > 0) {
            box.append(h('ul', {}, others.map(text => h('li', {}, text))));
        }
        this.outcome.replaceChildren(box);
        const first = this.used().find(field => field.control.getAttribute('aria-invalid') === 'true');
        first?.control.focus();
    }

    listUploads() {
        const select = this.sources.id[0].control;
        select.replaceChildren(h('option', {value: ''}, this.uploads.length === 0 ? 'None yet: upload one below' : 'Choose one …'),
            ...this.uploads.map(upload => h('option', {value: upload.id},
                `${upload.name} (${Object.entries(upload.rows).map(([split, rows]) => `${number(rows)} ${split}`).join(', ') || upload.id.slice(0, 8)})`)));
    }

    sourceChoice() {
        const uploading = new UploadForm(dataset => {
            this.uploads.unshift(dataset);
            this.listUploads();
            this.sources.id[0].text = dataset.id;
        });
        const parts = {
            name: h('div', {class: 'fields'}, this.sources.name.map(field => field.element)),
            id: h('div', {}, h('div', {class: 'fields'}, this.sources.id.map(field => field.element)), uploading.element),
            files: h('div', {class: 'fields'}, this.sources.files.map(field => field.element)),
        };
        const select = source => {
            this.source = source;
            Object.entries(parts).forEach(([name, part]) => {
                part.hidden = name !== source;
            });
            this.showSpec();
        };
        const labels = {name: 'By name', id: 'Uploaded', files: 'Files on the server'};
        const radios = h('fieldset', {}, h('legend', {}, 'Where they come from'), h('div', {class: 'segments fit'},
            Object.entries(labels).map(([source, label]) => h('label', {}, h('input', {
                type: 'radio', name: 'source', value: source, checked: source === this.source, onchange: () => select(source),
            }), label))));
        select(this.source);
        return [radios, h('div', {class: 'apart'}, Object.values(parts))];
    }

    groups() {
        const groups = [...new Set(this.hyperparameters.map(field => field.argument.group))];
        const sections = groups.map(group => {
            const fields = this.hyperparameters.filter(field => field.argument.group === group);
            const open = OPEN_GROUPS.includes(group) || fields.some(field => field.text !== '');
            return {fields, element: h('details', {open}, h('summary', {}, group), h('div', {class: 'fields'}, fields.map(field => field.element)))};
        });
        const refusal = h('p', {class: 'help', role: 'status'});
        const search = h('input', {type: 'search', id: 'argument', placeholder: 'warmup, batch, adam …', oninput: () => {
            const wanted = search.value.trim().toLowerCase();
            sections.forEach(section => filterSection(section, wanted));
            const reason = this.refused.get(wanted);
            refusal.textContent = reason ? `${wanted} has no meaning here: ${reason}.` : '';
        }});
        return [h('div', {class: 'field search-field'}, h('label', {for: 'argument'}, 'Find an argument'), search, refusal), sections.map(section => section.element)];
    }

    content(other) {
        const check = h('button', {type: 'button', onclick: () => this.dryRun()}, 'Check (dry run)');
        const start = h('button', {class: 'primary'}, 'Start training');
        this.buttons = [check, start];
        const form = h('form', {novalidate: true, onsubmit: event => {
            event.preventDefault();
            this.submit();
        }},
        card('Job', h('div', {class: 'fields'}, this.about.map(field => field.element)), foldedFields('Model, limits and messages', this.more)),
        card('Data', this.sourceChoice(), foldedFields('Columns and limits', this.reading)),
        card('Training arguments', h('p', {class: 'muted small-text'}, 'Those of Hugging Face’s TrainingArguments; what is left open stays at its default.'), this.groups()),
        card('Ready?', this.outcome,
            h('details', {}, h('summary', {}, 'As a request'), h('p', {class: 'muted small-text'}, 'What is sent to POST /jobs, for scripts:'), this.spec),
            h('div', {class: 'buttons'}, check, start)));
        const title = other ? `New job like ${other.name}` : 'New job';
        return [h('div', {class: 'head'}, h('h1', {}, title)), form];
    }
}

function filterSection({fields, element}, wanted) {
    const fitting = fields.filter(field => {
        const {name, help, former_names: former} = field.argument;
        const fits = `${name} ${help} ${former.join(' ')}`.toLowerCase().includes(wanted);
        field.element.hidden = !fits;
        return fits;
    });
    element.hidden = fitting.length === 0;
    if (wanted && fitting.length > 0) {
        element.open = true;
    }
}

/** Open where something is filled in. */
function foldedFields(title, fields) {
    return h('details', {class: 'apart', open: fields.some(field => field.text !== '')}, h('summary', {}, title),
        h('div', {class: 'fields'}, fields.map(field => field.element)));
}

/** @returns {Object} values by the names of their fields, of which only `dataset` and `hyperparameters` have parts */
function flat(spec) {
    const values = {...spec};
    Object.entries(spec.hyperparameters ?? {}).forEach(([name, value]) => {
        values[`hyperparameters.${name}`] = value;
    });
    Object.entries(spec.dataset ?? {}).forEach(([name, value]) => {
        values[`dataset.${name}`] = value;
    });
    Object.entries(spec.dataset?.files ?? {}).forEach(([name, value]) => {
        values[`dataset.files.${name}`] = value;
    });
    return values;
}

function put(object, [name, ...rest], value) {
    if (rest.length === 0) {
        object[name] = value;
    } else {
        object[name] ??= {};
        put(object[name], rest, value);
    }
}
