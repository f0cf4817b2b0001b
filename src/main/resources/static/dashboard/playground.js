import {get, post} from './api.js';
import {announce, card, facts, h, problemBox} from './dom.js';
import {textField} from './fields.js';
import {bytes, number, percent} from './format.js';

const MOST_SCORES = 10;
const MOST_LABELS = 12;

/** Texts, or pairs of texts, and what a model says of them. */
export class Playground {
    constructor(wanted, names, signal) {
        this.signal = signal;
        this.model = textField('model', 'Model', {required: true, options: names, help: 'An alias, a job’s name or its id.'});
        this.model.text = wanted;
        this.model.control.addEventListener('change', () => this.showModel());
        this.about = h('div', {class: 'about'});
        this.rows = h('div', {});
        this.answers = h('div', {'aria-live': 'polite'});
        this.add();
        this.button = h('button', {class: 'primary'}, 'Ask');
        this.element = card('Playground', h('form', {novalidate: true, onsubmit: event => {
            event.preventDefault();
            this.ask();
        }},
        h('div', {class: 'search-field'}, this.model.element), this.about, this.rows,
        h('div', {class: 'buttons'}, this.button, h('button', {type: 'button', onclick: () => this.add()}, 'Another text'))), this.answers);
        this.showModel();
    }

    offer(names) {
        this.model.element.querySelector('datalist').replaceChildren(...names.map(value => h('option', {value})));
    }

    choose(name) {
        this.model.text = name;
        this.showModel();
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

    /** What the service knows of the model without loading it; nothing of one that there is not (yet). */
    async showModel() {
        const wanted = this.model.text;
        const model = wanted && await get(`models/${encodeURIComponent(wanted)}`, this.signal).catch(() => null);
        if (wanted !== this.model.text) {
            return;
        }
        const labels = model?.labels ?? [];
        this.about.replaceChildren(...model ? [facts([
            ['Labels', labels.length > MOST_LABELS ? `${labels.slice(0, MOST_LABELS).join(', ')} and ${number(labels.length - MOST_LABELS)} more` : labels.join(', ')],
            ['Kind', `${model.model_type}, ${model.problem_type.replaceAll('_', ' ')}`],
            ['Weights', `${number(Number((model.parameters / 1e6).toPrecision(3)))} million`],
            ['Size', bytes(model.size_bytes)],
            ['Longest text', `${number(model.max_length)} tokens`],
            ...Object.entries(model.metrics).map(([split, scores]) => [`On ${split}`, Object.entries(scores)
                .filter(([name]) => !/_(runtime|per_second)$/.test(name)).map(([name, value]) => `${name.replace(/^test_/, '')}\u00a0${number(value)}`).join(', ')]),
        ])] : []);
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

    /** @returns {Promise<string[]>} of the very model that answered: an alias may have moved since */
    async labelsOf({model}) {
        return (await get(`models/${model.job_id}`, this.signal)).labels;
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
function verdict({label, labels: several, scores, logits}, labels) {
    if (!scores) {
        return h('p', {}, h('strong', {}, number(logits[0])));
    }
    const best = scores.map((share, id) => ({id, share})).sort((a, b) => b.share - a.share).slice(0, MOST_SCORES);
    return [
        h('p', {}, h('strong', {}, several ? several.join(', ') || 'none' : label)),
        best.map(({id, share}) => {
            const bar = h('div', {class: 'bar'});
            bar.style.width = `${share * 100}%`;
            return h('div', {class: 'score'}, h('span', {}, labels[id]), h('div', {class: 'bar-track'}, bar), h('span', {}, percent(share)));
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
