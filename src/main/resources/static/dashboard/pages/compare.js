import {get} from '../api.js';
import {LineChart, Zoom} from '../chart.js';
import {Curve, scoreNames, smooth} from '../curve.js';
import {card, h} from '../dom.js';
import {datasetName, number, shown, trained} from '../format.js';
import {badge, ENDED, score} from '../job-parts.js';

const MOST = 8;
const EVERY = 2000;
const VALUES = {loss: 'Loss', learning_rate: 'Learning rate', grad_norm: 'Gradient norm'};

/** Curves and arguments of several jobs side by side. */
export async function comparePage({parameters: [chosen], signal, titled}) {
    titled('Compare jobs');
    const ids = [...new Set((chosen ?? '').split(',').filter(Boolean))].slice(0, MOST);
    const [jobs, recent] = await Promise.all([
        Promise.all(ids.map(id => get(`jobs/${id}`, signal).catch(nothingIfGone))),
        get('jobs?limit=100', signal),
    ]);
    const comparison = new Comparison(jobs.filter(Boolean), recent.data, signal);
    await comparison.load();
    comparison.keepUp();
    return comparison.content();
}

/** An address that one kept may name a job that was deleted since. */
function nothingIfGone(problem) {
    if (problem.status === 404) {
        return null;
    }
    throw problem;
}

class Comparison {
    constructor(jobs, recent, signal) {
        this.jobs = jobs;
        this.recent = recent;
        this.signal = signal;
        this.curves = jobs.map(job => new Curve(job.id));
        this.value = 'loss';
        this.weight = Number(localStorage.getItem('tunewright.smoothing') ?? 0.6);
        this.onlyDifferent = true;
        this.zoom = new Zoom(range => this.lookCloser(range));
        this.select = h('select', {id: 'value', onchange: () => {
            this.value = this.select.value;
            this.newChart();
        }});
        this.chartPlace = h('div', {});
        this.tablePlace = h('div', {});
        signal.addEventListener('abort', () => this.chart?.destroy());
    }

    /** Of long curves each step, where one zooms in. */
    lookCloser(range) {
        clearTimeout(this.looking);
        this.looking = range && setTimeout(async () => {
            const found = await Promise.all(this.curves.map(curve => curve.lookCloser(...range, this.signal).catch(() => false)));
            if (found.includes(true)) {
                this.draw();
            }
        }, 150);
    }

    async load() {
        await Promise.all(this.curves.map(curve => curve.load(this.signal)));
    }

    async keepUp() {
        while (!this.signal.aborted && this.jobs.some(job => !ENDED.includes(job.status))) {
            await new Promise(resolve => setTimeout(resolve, EVERY));
            if (!this.signal.aborted && !document.hidden) {
                await this.renew().catch(() => {});
            }
        }
    }

    async renew() {
        await Promise.all(this.jobs.map(async (job, i) => {
            if (!ENDED.includes(job.status)) {
                await this.curves[i].load(this.signal);
                this.jobs[i] = await get(`jobs/${job.id}`, this.signal);
            }
        }));
        this.draw();
        this.lookCloser(this.zoom.range);
        this.offerValues();
        this.showTable();
    }

    /** Scores are there to choose as soon as one of the jobs has some. */
    values() {
        const scores = scoreNames(this.curves.flatMap(curve => curve.evaluations));
        const evaluated = this.curves.some(curve => curve.evaluations.length > 0) ? ['eval:loss', ...scores.map(name => `eval:${name}`)] : [];
        return [...Object.keys(VALUES), ...evaluated];
    }

    offerValues() {
        const values = this.values();
        if (values.length !== this.select.childElementCount) {
            this.select.replaceChildren(...values.map(value => h('option', {value, selected: value === this.value}, valueName(value))));
        }
    }

    series(curve) {
        if (!this.value.startsWith('eval:')) {
            const rows = curve.visible();
            return [rows.map(step => step.step), smooth(rows.map(step => step[this.value]), this.value === 'learning_rate' ? 0 : this.weight)];
        }
        const name = this.value.slice('eval:'.length);
        return [curve.evaluations.map(evaluation => evaluation.step), curve.evaluations.map(evaluation => evaluation[name] ?? null)];
    }

    newChart() {
        this.chart?.destroy();
        const label = valueName(this.value);
        this.chart = new LineChart(label, this.jobs.map((job, i) => (
            {label: this.label(job), color: `--line-${i + 1}`, points: this.value.startsWith('eval:')})), this.zoom, {height: 360});
        this.chartPlace.replaceChildren(this.chart.element);
        this.draw();
    }

    draw() {
        this.chart?.set(this.curves.map(curve => this.series(curve)));
    }

    /** Jobs may have the same name. */
    label(job) {
        const alike = this.jobs.filter(other => other.name === job.name).length > 1;
        return alike ? `${job.name} (${job.id.slice(0, 8)})` : job.name;
    }

    tools() {
        this.offerValues();
        const output = h('output', {for: 'smoothing'}, this.weight.toFixed(2));
        const slider = h('input', {type: 'range', id: 'smoothing', min: 0, max: 0.99, step: 0.01, value: this.weight, oninput: () => {
            this.weight = Number(slider.value);
            output.textContent = this.weight.toFixed(2);
            localStorage.setItem('tunewright.smoothing', slider.value);
            this.draw();
        }});
        return h('div', {class: 'chart-tools'},
            h('div', {class: 'inline'}, h('label', {for: 'value'}, 'Show'), this.select),
            h('label', {for: 'smoothing'}, 'Smoothing', slider, output),
            this.zoom.buttons());
    }

    showTable() {
        const lines = [
            ...this.results(),
            ['Checkpoint', job => job.checkpoint],
            ['Data', job => datasetName(job.dataset)],
            ...this.names('dataset', ['name', 'files', 'id']),
            ['num_labels', job => shown(job.num_labels)],
            ['metrics', job => job.metrics.join(', ') || '–'],
            ...this.names('hyperparameters', []),
            ...this.names('config', []),
        ];
        const rows = lines.map(([name, cell, result]) => {
            const cells = this.jobs.map(cell);
            const differs = !result && new Set(cells).size > 1;
            return {name, cells, differs, result};
        }).filter(line => line.result || line.differs || !this.onlyDifferent);
        const mark = differs => differs && h('span', {class: 'only-heard'}, ' (differs)');
        const body = rows.map(({name, cells, differs}) => h('tr', {class: differs && 'marked'},
            h('th', {scope: 'row'}, name, mark(differs)),
            cells.map(cell => h('td', {class: 'wrap'}, cell))));
        this.tablePlace.replaceChildren(h('div', {class: 'scroll', role: 'group', tabindex: 0, 'aria-label': 'Jobs side by side'}, h('table', {},
            h('caption', {class: 'only-heard'}, 'Jobs side by side'),
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'Argument'), this.jobs.map(job => h('th', {scope: 'col'}, this.head(job))))),
            h('tbody', {}, body))));
    }

    head(job) {
        const others = this.jobs.filter(other => other !== job).map(other => other.id);
        return [
            h('a', {href: `#/jobs/${job.id}`}, this.label(job)), ' ',
            h('a', {class: 'job-of', href: `#/compare/${others.join(',')}`, 'aria-label': `Leave out ${this.label(job)}`}, 'leave out'),
        ];
    }

    results() {
        return [
            ['State', job => badge(job.status), true],
            ['Steps', job => `${number(job.progress.step)} of ${number(job.progress.max_steps)}`, true],
            ['Last loss', job => number(job.latest.loss), true],
            ['Score', job => score(job), true],
            ['Trained', job => trained(job), true],
            ['Steps a second', job => number(job.progress.steps_per_second), true],
        ];
    }

    names(part, except) {
        const names = [...new Set(this.jobs.flatMap(job => Object.keys(job[part] ?? {})))].filter(name => !except.includes(name));
        return names.map(name => [name, job => shown(job[part]?.[name])]);
    }

    chooser() {
        const others = this.recent.filter(job => !this.jobs.some(known => known.id === job.id));
        const select = h('select', {id: 'add', onchange: () => {
            location.hash = `#/compare/${[...this.jobs.map(job => job.id), select.value].join(',')}`;
        }}, h('option', {value: ''}, 'Choose a job …'), others.map(job =>
            h('option', {value: job.id}, `${job.name} – ${job.status}, ${job.id.slice(0, 8)}`)));
        const full = this.jobs.length >= MOST;
        select.disabled = full || others.length === 0;
        return h('div', {class: 'field'}, h('label', {for: 'add'}, full ? `Add a job (${MOST} at most)` : 'Add a job'), select);
    }

    content() {
        const head = h('div', {class: 'head'}, h('h1', {}, 'Compare jobs'), this.chooser());
        if (this.jobs.length === 0) {
            return [head, h('div', {class: 'card empty'}, h('p', {}, 'Choose jobs above, or tick them in the ', h('a', {href: '#/jobs'}, 'list of jobs'), '.'))];
        }
        const only = h('input', {type: 'checkbox', checked: true, onchange: () => {
            this.onlyDifferent = only.checked;
            this.showTable();
        }});
        this.newChart();
        this.showTable();
        return [
            head,
            card('Curves', this.tools(), this.chartPlace),
            card('Arguments', h('p', {}, h('label', {class: 'choice'}, only, 'Only what differs')), this.tablePlace),
        ];
    }
}

function valueName(value) {
    return VALUES[value] ?? `${value.slice('eval:'.length)} of evaluations`;
}
