import {get, Problem, send} from '../api.js';
import {announce, card, h, problemBox, row, table} from '../dom.js';
import {selectField, textField} from '../fields.js';
import {ago, datasetName, number} from '../format.js';
import {score} from '../job-parts.js';
import {Playground} from '../playground.js';

const MOST_SHOWN = 200;

/** Trained models, the names that stand for them, and a place to ask them. */
export async function modelsPage({parameters: [wanted], signal, titled}) {
    titled('Models');
    // A key may be for models alone, and a node for jobs alone: what one of them does not tell, the other may.
    const [models, jobs] = await Promise.all([
        allModels(signal).catch(nothingIf(404)),
        get('jobs?status=succeeded&limit=100', signal).catch(nothingIf(403, 404)),
    ]);
    if (models === null) {
        return [h('div', {class: 'head'}, h('h1', {}, 'Models')),
            h('div', {class: 'card empty'}, h('p', {}, 'This node has no models: it was started without the role predict (tunewright.roles).'))];
    }
    const page = new ModelPage(models, jobs?.data ?? [], signal);
    return page.content(wanted ?? page.names()[0] ?? '');
}

/** All of them, since an alias may point at one that is old. */
async function allModels(signal) {
    const models = [];
    for (let page = {has_more: true, next: ''}; page.has_more;) {
        page = await get(`models?limit=1000${page.next && `&after=${page.next}`}`, signal);
        models.push(...page.data);
    }
    return models;
}

function nothingIf(...states) {
    return problem => {
        if (problem instanceof Problem && states.includes(problem.status)) {
            return null;
        }
        throw problem;
    };
}

class ModelPage {
    /** @param {Object[]} jobs those that the key may see, for what they tell of their models */
    constructor(models, jobs, signal) {
        this.models = models;
        this.jobs = new Map(jobs.map(job => [job.id, job]));
        this.signal = signal;
        this.aliasPlace = h('div', {});
        this.modelPlace = h('div', {});
    }

    /** @returns {string[]} what a model may be asked by: aliases first */
    names() {
        return [...new Set([...this.models.flatMap(model => model.aliases), ...this.models.map(model => model.name)])];
    }

    content(wanted) {
        this.playground = new Playground(wanted, this.names(), this.signal);
        this.show();
        return [h('div', {class: 'head'}, h('h1', {}, 'Models')), this.playground.element, this.aliasPlace, this.modelPlace];
    }

    show() {
        this.showAliases();
        this.modelPlace.replaceChildren(card('Trained models',
            this.models.length === 0 ? h('p', {class: 'muted'}, 'No job has succeeded yet.') : this.modelTable(),
            this.models.length > MOST_SHOWN && h('p', {class: 'muted small-text apart'},
                `The newest ${number(MOST_SHOWN)} of ${number(this.models.length)}; older ones are asked by their names or ids.`)));
    }

    modelTable() {
        const heads = ['Name', 'Aliases', 'Checkpoint', 'Data', 'Score', 'Trained', 'Loaded', {label: h('span', {class: 'only-heard'}, 'Try')}];
        return table('Trained models', heads, this.models.slice(0, MOST_SHOWN).map(model => {
            const job = this.jobs.get(model.job_id);
            return row([
                this.link(model),
                h('span', {}, model.aliases.map(alias => h('span', {class: 'tag'}, alias))),
                h('span', {class: 'wrap'}, job?.checkpoint ?? '–'), h('span', {class: 'wrap'}, job ? datasetName(job.dataset) : '–'),
                job ? score(job) : '–', job ? ago(job.finished_at) : '–', model.loaded ? 'yes' : 'no',
                this.tryButton(model.aliases[0] ?? model.name, model.job_id),
            ]);
        }));
    }

    link(model) {
        return this.jobs.has(model.job_id) ? h('a', {href: `#/jobs/${model.job_id}`}, model.name) : h('span', {}, model.name);
    }

    tryButton(label, name) {
        return h('button', {type: 'button', class: 'small', 'aria-label': `Try ${label}`, onclick: () => this.playground.choose(name)}, 'Try');
    }

    showAliases() {
        const rows = this.models.flatMap(model => model.aliases.map(alias => ({alias, model})))
            .sort((a, b) => a.alias.localeCompare(b.alias, 'en'))
            .map(({alias, model}) => row([
                alias, h('span', {}, this.link(model), ' ', h('span', {class: 'muted small-text mono'}, model.job_id.slice(0, 8))),
                h('span', {class: 'buttons'}, this.tryButton(alias, alias),
                    h('button', {type: 'button', class: 'small danger', 'aria-label': `Remove ${alias}`, onclick: () => this.remove(alias)}, 'Remove')),
            ]));
        this.refusal = h('div', {});
        this.aliasPlace.replaceChildren(card('Aliases',
            h('p', {class: 'muted small-text'}, 'A name that clients ask for, and that you point at another model without telling them.'),
            rows.length > 0 && table('Aliases', ['Alias', 'Model', {label: h('span', {class: 'only-heard'}, 'Actions')}], rows),
            this.models.length > 0 && this.aliasForm(), this.refusal));
    }

    aliasForm() {
        const name = textField('alias', 'Alias', {required: true, parse: aliasIn, options: this.names(), help: 'A new one, or one to move.'});
        const model = selectField('job_id', 'Points at', [['', 'Choose one …'], ...this.models.map(known => [known.job_id, `${known.name} (${known.job_id.slice(0, 8)})`])],
            {required: true});
        const button = h('button', {}, 'Point it there');
        const submit = event => {
            event.preventDefault();
            const wrong = [name, model].filter(field => !field.check(true));
            if (wrong.length > 0) {
                wrong[0].control.focus();
                return;
            }
            button.disabled = true;
            button.textContent = 'Loading the model …';
            this.change(() => send(`models/${encodeURIComponent(name.text)}`, {method: 'PUT', json: {job_id: model.text}}), `${name.text} points there now`)
                .finally(() => {
                    button.disabled = false;
                    button.textContent = 'Point it there';
                });
        };
        return h('form', {novalidate: true, class: 'apart', onsubmit: submit},
            h('div', {class: 'fields'}, name.element, model.element), h('div', {class: 'buttons apart'}, button));
    }

    async remove(alias) {
        if (confirm(`Remove the alias ${alias}? Whoever asks for it will be told that there is none.`)) {
            await this.change(() => send(`models/${encodeURIComponent(alias)}`, {method: 'DELETE'}), `${alias} is removed`);
        }
    }

    async change(action, done) {
        this.refusal.replaceChildren();
        try {
            await action();
            this.models = await allModels(this.signal);
            this.show();
            this.playground.offer(this.names());
            this.aliasPlace.querySelector('input')?.focus(); // What had the focus has been drawn anew.
            announce(done);
        } catch (problem) {
            this.refusal.replaceChildren(problemBox(problem));
        }
    }
}

function aliasIn(text) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text)) {
        throw new Error('must be up to 128 letters, digits, “.”, “_” or “-”, the first a letter or digit');
    }
    return text;
}
