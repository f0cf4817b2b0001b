import {get} from './api.js';
import {scoreNames} from './curve.js';
import {h} from './dom.js';
import {number, percent, shown} from './format.js';

const MOST_LINES = 400;
/** Most of what a job tells is steps, so it takes some pages to find lines; of the first ones a short look is enough. */
const PAGE = 1000;
const MOST_PAGES = 5;
const ENOUGH = 60;
const FIRST = 50;

/** What the trainer said, last line in sight unless one reads further up. */
export class JobLog {
    constructor() {
        this.seen = new Set();
        this.element = h('div', {class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Log', tabindex: 0});
    }

    /** How it began, and what was said of late. */
    async load(job, last, signal) {
        const first = await get(`jobs/${job}/events?limit=${FIRST}`, signal);
        const lines = [];
        for (let to = last, pages = 0; to > FIRST && pages < MOST_PAGES && lines.length < ENOUGH; to -= PAGE, pages++) {
            const page = await get(`jobs/${job}/events?after=${Math.max(FIRST, to - PAGE)}&limit=${PAGE}`, signal);
            lines.unshift(...page.data.filter(event => event.type !== 'train' && event.id <= to));
        }
        [...first.data, ...lines].filter(event => event.id <= last).forEach(event => this.add(event));
    }

    add({id, type, data, time}) {
        const text = LINES[type]?.(data);
        if (!text || this.seen.has(String(id))) {
            return;
        }
        this.seen.add(String(id));
        const atEnd = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 40;
        const at = new Date(time);
        this.element.append(h('div', {class: data.level ?? (data.status === 'failed' ? 'error' : null)},
            h('time', {datetime: at.toISOString()}, at.toLocaleTimeString('en-GB')), text));
        if (this.element.childElementCount > MOST_LINES) {
            this.element.firstElementChild.remove();
        }
        if (atEnd) {
            this.scrollSoon();
        }
    }

    scrollSoon() {
        this.due ??= requestAnimationFrame(() => {
            this.due = undefined;
            this.element.scrollTop = this.element.scrollHeight;
        });
    }
}

const LINES = {
    status: data => `job ${data.status}${data.error ? `: ${data.error.message}` : ''}`,
    // Of an evaluation there is an event of its own.
    log: data => 'eval_loss' in data ? null : data.message ?? Object.entries(data).map(([name, value]) => `${name} ${typeof value === 'number' ? number(value) : shown(value)}`).join(', '),
    checkpoint: data => `checkpoint of step ${data.step} is kept`,
    eval: data => `evaluated at step ${data.step}: loss ${number(data.loss)}${scoreNames([data]).map(name => `, ${name} ${number(data[name])}`).join('')}`,
    data_report: data => `data: ${Object.entries(data.rows ?? {}).map(([split, rows]) => `${number(rows)} rows of ${split}`).join(', ')}${data.truncated_share ? `; ${percent(data.truncated_share)} of the texts are truncated` : ''}`,
};
