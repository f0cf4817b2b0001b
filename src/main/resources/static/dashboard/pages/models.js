import {get, post, Problem, send} from '../api.js';
import {announce, card, h, problemBox, row, table} from '../dom.js';
import {selectField, textField} from '../fields.js';
import {ago, datasetName, number, percent} from '../format.js';
import {score} from '../job-parts.js';

const MOST_SCORES = 10;

/** Trained models, the names that stand for them, and a place to ask them. */
export async function modelsPage({parameters: [wanted], signal, titled}) {
    titled('Models');
    // Without the role for one of them, or on a service without aliases, the other is still there.
    const [jobs, aliases] = await Promise.all([
        get('jobs?status=succeeded&limit=100', signal).then(page => page.data, nothingIf(403, 404)),
        aliasesOf(signal).catch(nothingIf(403, 404)),
    ]);
    const page = new ModelPage(jobs ?? [], aliases, signal);
    return page.content(wanted ?? jobs?.[0]?.name ?? '');
}

/** @returns {Promise<{name: string, job_id: string}[]>} by name */
async function aliasesOf(signal) {
    const found = [];
    for (let page = {has_more: true}; page.has_more;) {
        page = await get(`models?limit=1000${page.next ? `&after=${page.next}` : ''}`, signal);
        page.data.forEach(model => model.aliases.forEach(name => found.push({name, job_id: model.job_id})));
    }
    return found.sort((one, other) => one.name.localeCompare(other.name));
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
    /** @param {Object[]|null} aliases null where the service has none */
    constructor(jobs, aliases, signal) {
        this.jobs = jobs;
        this.aliases = aliases;
        this.signal = signal;
        this.aliasPlace = h('div', {});
    }

    content(wanted) {
        const playground = new Playground(wanted, [...(this.aliases ?? []).map(alias => alias.name), ...this.jobs.map(job => job.name)], this.signal);
        this.showAliases(playground);
        return [
            h('div', {class: 'head'}, h('h1', {}, 'Models')),
            playground.element,
            this.aliasPlace,
            card('Trained models', this.jobs.length === 0 ? h('p', {class: 'muted'}, 'No job has succeeded yet.') : this.jobTable(playground)),
        ];
    }

    jobTable(playground) {
        return table('Trained models', ['Name', 'Checkpoint', 'Data', 'Score', 'Trained', {label: h('span', {class: 'only-heard'}, 'Try')}],
            this.jobs.map(job => row([
                h('a', {href: `#/jobs/${job.id}`}, job.name), h('span', {class: 'wrap'}, job.checkpoint), h('span', {class: 'wrap'}, datasetName(job.dataset)),
                score(job), ago(job.finished_at),
                h('button', {type: 'button', class: 'small', 'aria-label': `Try ${job.name}`, onclick: () => playground.choose(job.id)}, 'Try'),
            ])));
    }

    showAliases(playground) {
        if (this.aliases === null) {
            return;
        }
        const rows = this.aliases.map(alias => row([
            alias.name, h('a', {href: `#/jobs/${alias.job_id}`}, this.jobName(alias.job_id)),
            h('button', {type: 'button', class: 'small', 'aria-label': `Try ${alias.name}`, onclick: () => playground.choose(alias.name)}, 'Try'),
        ]));
        this.aliasPlace.replaceChildren(card('Aliases',
            h('p', {class: 'muted small-text'}, 'A name that clients ask for, and that you point at another model without telling them.'),
            rows.length > 0 && table('Aliases', ['Alias', 'Model', {label: h('span', {class: 'only-heard'}, 'Try')}], rows),
            this.aliasForm(playground)));
    }

    jobName(id) {
        const job = this.jobs.find(known => known.id === id);
        return job ? `${job.name} (${id.slice(0, 8)})` : id;
    }

    aliasForm(playground) {
        const name = textField('alias', 'Alias', {required: true});
        const job = selectField('job_id', 'Model', [['', 'Choose one …'], ...this.jobs.map(known => [known.id, this.jobName(known.id)])], {required: true});
        const outcome = h('div', {});
        const submit = async event => {
            event.preventDefault();
            if ([name, job].map(field => field.check(true)).includes(false)) {
                return;
            }
            try {
                await send(`models/${encodeURIComponent(name.text)}`, {method: 'PUT', json: {job_id: job.text}});
                announce(`${name.text} now stands for ${this.jobName(job.text)}`);
                this.aliases = await aliasesOf(this.signal);
                this.showAliases(playground);
            } catch (problem) {
                outcome.replaceChildren(problemBox(problem));
            }
        };
        return h('form', {novalidate: true, class: 'apart', onsubmit: submit}, outcome,
            h('div', {class: 'fields'}, name.element, job.element), h('div', {class: 'buttons apart'}, h('button', {}, 'Point it there')));
    }
}

/** Texts, or pairs of texts, and what a model says of them. */
class Playground {
    constructor(wanted, names, signal) {
        this.signal = signal;
        this.model = textField('model', 'Model', {required: true, options: [...new Set(names)], help: 'A job’s name or id, or an alias.'});
        this.model.text = wanted;
        this.rows = h('div', {});
        this.answers = h('div', {'aria-live': 'polite'});
        this.add();
        this.button = h('button', {class: 'primary'}, 'Ask');
        this.element = card('Playground', h('form', {novalidate: true, onsubmit: event => {
            event.preventDefault();
            this.ask();
        }},
        h('div', {class: 'search-field'}, this.model.element), this.rows,
        h('div', {class: 'buttons'}, this.button, h('button', {type: 'button', onclick: () => this.add()}, 'Another text'))), this.answers);
    }

    choose(name) {
        this.model.text = name;
        this.element.scrollIntoView({block: 'start'});
        this.rows.querySelector('textarea').focus();
    }

    add() {
        const text = textArea('Text');
        const pair = textArea('Second text, for models of pairs');
        const remove = h('button', {type: 'button', class: 'small', 'aria-label': 'Take this text out', onclick: () => element.remove()}, '×');
        const element = h('div', {class: 'pair'}, text.element, pair.element, this.rows.childElementCount > 0 ? remove : h('span', {}));
        this.rows.append(element);
        this.rows.childElementCount > 1 && text.control.focus();
    }

    async ask() {
        const texts = [...this.rows.children].map(pair => [...pair.querySelectorAll('textarea')].map(area => area.value))
            .filter(([text]) => text.trim() !== '');
        if (!this.model.check(true)) {
            this.model.control.focus();
            return;
        }
        if (texts.length === 0) {
            this.rows.querySelector('textarea').focus();
            announce('There is no text to ask about yet');
            return;
        }
        const pairs = texts.some(([, pair]) => pair.trim() !== '');
        this.button.disabled = true;
        try {
            const started = performance.now();
            const answer = await post('predict', {model: this.model.text, inputs: pairs ? texts : texts.map(([text]) => text)}, {signal: this.signal});
            const took = performance.now() - started;
            this.show(answer, texts, took, await this.labelsOf(answer));
        } catch (problem) {
            this.answers.replaceChildren(problemBox(problem), h('ul', {}, (problem.errors ?? []).map(error => h('li', {}, `${error.field} ${error.message}`))));
        } finally {
            this.button.disabled = false;
        }
    }

    /** @returns {Promise<string[]>} by id, as the job's report counts them; empty where it may not be seen */
    async labelsOf({model, predictions}) {
        const report = await get(`jobs/${model.job_id}/report`, this.signal).catch(() => ({}));
        const labels = Object.keys(report.label_counts?.train ?? {});
        return labels.length === predictions[0].scores?.length ? labels : [];
    }

    show({model, predictions}, texts, took, labels) {
        this.answers.replaceChildren(
            h('p', {class: 'muted small-text apart'}, `${model.name}, step ${number(model.checkpoint_step)} · ${Math.round(took)} ms`),
            h('ol', {class: 'answers'}, predictions.map((prediction, i) => h('li', {},
                h('p', {class: 'wrap'}, texts[i][0], texts[i][1].trim() && h('span', {class: 'muted'}, ` — ${texts[i][1]}`)),
                verdict(prediction, labels),
                h('p', {class: 'muted small-text apart'}, `${number(prediction.tokens)} tokens${prediction.truncated ? ', truncated' : ''} · logits ${prediction.logits.slice(0, MOST_SCORES).map(number).join(', ')}`)))));
    }
}

/** One name for the one label; of a model whose texts may have several, all of them; of a regression its value. */
function verdict({label, labels: several, scores, argmax, logits}, labels) {
    if (!scores) {
        return h('p', {}, h('strong', {}, number(logits[0])));
    }
    const best = scores.map((share, id) => ({id, share})).sort((a, b) => b.share - a.share).slice(0, MOST_SCORES);
    const name = id => labels[id] ?? (id === argmax ? label : `class ${id}`);
    return [
        h('p', {}, h('strong', {}, several ? several.join(', ') || 'none' : label)),
        best.map(({id, share}) => {
            const bar = h('div', {class: 'bar'});
            bar.style.width = `${share * 100}%`;
            return h('div', {class: 'score'}, h('span', {}, name(id)), h('div', {class: 'bar-track'}, bar), h('span', {}, percent(share)));
        }),
    ];
}

function textArea(label) {
    const field = textField('', label);
    const area = h('textarea', {rows: 3});
    area.id = field.control.id;
    field.control.replaceWith(area);
    return {element: field.element, control: area};
}
