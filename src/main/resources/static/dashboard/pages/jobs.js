import {get} from '../api.js';
import {h} from '../dom.js';
import {ago, datasetName, moment, number, trained} from '../format.js';
import {badge, ENDED, pace, score, showStatus} from '../job-parts.js';

const STATES = ['', 'queued', 'running', 'succeeded', 'failed', 'cancelled'];
const PAGE = 100;
const LARGEST_PAGE = 1000;
/** So far back a search looks by itself. */
const MOST_SEARCHED = 3000;
const EVERY = 2000;

/** All jobs, newest first, with their states as they change. */
export async function jobsPage({query, signal, titled}) {
    titled('Jobs');
    const list = new JobList(query.get('status') ?? '', query.get('search') ?? '', signal);
    await list.load();
    list.keepUp();
    return list.content();
}

class JobList {
    constructor(status, search, signal) {
        this.status = status;
        this.search = search;
        this.signal = signal;
        this.jobs = new Map();
        this.rows = new Map();
        this.next = null;
        this.body = h('tbody', {});
        this.count = h('p', {class: 'muted small-text', role: 'status'});
        this.more = h('button', {type: 'button', hidden: true, onclick: () => this.loadMore()}, 'Show older jobs');
        this.compare = h('a', {class: 'button', href: '#/compare', hidden: true}, 'Compare');
        this.nothing = h('div', {class: 'empty'});
    }

    /** A word such as team:search asks the service for jobs with that tag; everything else is looked for in what is shown. */
    path({after, limit = PAGE} = {}) {
        const tag = this.search.split(/\s+/).find(word => /^[^:\s]+:\S+$/.test(word) && !/^(embedded|job|file):/.test(word));
        const query = new URLSearchParams({limit});
        if (this.status) {
            query.set('status', this.status);
        }
        if (tag) {
            query.set('tag', tag);
        }
        if (after) {
            query.set('after', after);
        }
        return `jobs?${query}`;
    }

    async load() {
        const wanted = this.path();
        const page = await get(wanted, this.signal);
        if (wanted !== this.path()) {
            return;
        }
        this.jobs = new Map(page.data.map(job => [job.id, job]));
        this.next = page.next;
        this.show();
        this.lookFurther();
    }

    async loadMore(limit = PAGE) {
        const {next} = this;
        const page = await get(this.path({after: next, limit}), this.signal);
        if (next === this.next) {
            page.data.forEach(job => this.jobs.set(job.id, job));
            this.next = page.next;
            this.show();
        }
    }

    /** Words are looked for in what is loaded: while they are found seldom, older jobs are loaded, too. */
    async lookFurther() {
        if (this.looking) {
            return;
        }
        this.looking = true;
        try {
            while (this.search && this.next && this.jobs.size < MOST_SEARCHED && this.matching().length < PAGE) {
                await this.loadMore(LARGEST_PAGE);
            }
        } finally {
            this.looking = false;
        }
    }

    /** @returns {number} how many of the newest jobs hold all of those loaded that may still change */
    changing() {
        const last = [...this.jobs.values()].findLastIndex(job => !ENDED.includes(job.status));
        return Math.min(LARGEST_PAGE, Math.max(PAGE, last + 1));
    }

    /** The newest jobs again and again; one of them that has gone was deleted, or is no longer in that state. */
    async keepUp() {
        while (!this.signal.aborted) {
            await new Promise(resolve => setTimeout(resolve, EVERY));
            if (document.hidden || this.signal.aborted) {
                continue;
            }
            const wanted = this.path();
            const page = await get(this.path({limit: this.changing()}), this.signal).catch(() => null);
            if (page && wanted === this.path()) {
                this.renew(page);
            }
        }
    }

    renew(page) {
        const oldest = page.data.at(-1)?.created_at ?? '';
        const older = page.has_more ? [...this.jobs.values()].filter(job => job.created_at < oldest) : [];
        if (older.length === 0) {
            this.next = page.next;
        }
        this.jobs = new Map([...page.data, ...older].map(job => [job.id, job]));
        this.show();
    }

    matching() {
        const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
        return [...this.jobs.values()].filter(job => {
            const tags = Object.entries(job.tags).map(([name, value]) => `${name}:${value}`).join(' ');
            const text = `${job.name} ${job.id} ${job.checkpoint} ${datasetName(job.dataset)} ${tags} ${job.device ?? ''}`.toLowerCase();
            return words.every(word => text.includes(word));
        });
    }

    show() {
        const jobs = this.matching();
        const shown = jobs.map(job => {
            const row = this.rows.get(job.id) ?? new JobRow(() => this.showCompare());
            this.rows.set(job.id, row);
            row.update(job);
            return row.element;
        });
        if (shown.length !== this.body.childElementCount || shown.some((row, i) => row !== this.body.children[i])) {
            this.body.replaceChildren(...shown);
        }
        this.more.hidden = !this.next;
        const text = `${number(jobs.length)} ${jobs.length === 1 ? 'job' : 'jobs'}${this.next ? ', and older ones' : ''}`;
        if (this.count.textContent !== text) {
            this.count.textContent = text;
        }
        this.showNothing(jobs.length === 0);
        this.showCompare();
    }

    showNothing(empty) {
        this.nothing.hidden = !empty;
        this.table?.toggleAttribute('hidden', empty);
        if (empty) {
            const filtered = this.status || this.search;
            this.nothing.replaceChildren(
                h('p', {}, filtered ? `No job fits${this.next ? ' yet; there are older ones' : ''}.`
                    : 'No job yet. A first one takes a minute with the checkpoint and the sample that ship with the service.'),
                filtered ? '' : h('a', {class: 'button primary', href: '#/new?sample=1'}, 'Train a first model'));
        }
    }

    showCompare() {
        const chosen = [...this.rows.entries()].filter(([id, row]) => row.box.checked && this.jobs.has(id)).map(([id]) => id);
        this.compare.hidden = chosen.length === 0;
        this.compare.textContent = chosen.length === 1 ? 'Compare (choose another)' : `Compare ${chosen.length} jobs`;
        this.compare.href = `#/compare/${chosen.join(',')}`;
    }

    filter(status, search) {
        const before = this.path();
        Object.assign(this, {status, search});
        const query = new URLSearchParams(Object.entries({status, search}).filter(([, value]) => value));
        history.replaceState(null, '', `#/jobs${query.size > 0 ? `?${query}` : ''}`);
        if (before === this.path()) {
            this.show();
            this.lookFurther();
        } else {
            this.next = null; // It belongs to the other question.
            this.load();
        }
    }

    content() {
        const search = h('input', {
            type: 'search', id: 'search', value: this.search, placeholder: 'Name, checkpoint, data, id or tag:value',
            oninput: () => this.filter(this.status, search.value),
        });
        const states = h('fieldset', {}, h('legend', {}, 'State'), h('div', {class: 'segments'}, STATES.map(state =>
            h('label', {}, h('input', {
                type: 'radio', name: 'state', value: state, checked: state === this.status,
                onchange: () => this.filter(state, this.search),
            }), state === '' ? 'all' : state))));
        const heads = [['Name'], ['State'], ['Progress'], ['Loss', 'wide'], ['Score', 'wide'], ['Device', 'wide'], ['Trained', 'wide'], ['Posted', 'wide']];
        this.table = h('table', {},
            h('caption', {class: 'only-heard'}, 'Jobs, newest first'),
            h('thead', {}, h('tr', {}, h('td', {}), heads.map(([name, style]) => h('th', {scope: 'col', class: style}, name)))),
            this.body);
        this.showNothing(this.body.childElementCount === 0);
        return [
            h('div', {class: 'head'}, h('h1', {}, 'Jobs'), h('div', {class: 'buttons'}, this.compare, h('a', {class: 'button primary', href: '#/new'}, 'New job'))),
            h('div', {class: 'filters'}, h('div', {class: 'field'}, h('label', {for: 'search'}, 'Search'), search), states),
            h('div', {class: 'card jobs'}, this.table, this.nothing),
            h('div', {class: 'buttons'}, this.more, this.count),
        ];
    }
}

/** A row that changes in place, so that the keyboard's focus and a choice stay. */
class JobRow {
    constructor(whenChosen) {
        this.box = h('input', {type: 'checkbox', onchange: whenChosen});
        this.name = h('a', {class: 'job-name'});
        this.of = h('span', {class: 'job-of'});
        this.tags = h('span', {});
        this.status = badge('');
        this.bar = h('progress', {});
        this.pace = h('span', {});
        const wide = () => h('td', {class: 'number wide'});
        [this.loss, this.score, this.device, this.trained, this.posted] = [wide(), wide(), wide(), wide(), wide()];
        this.element = h('tr', {},
            h('td', {}, this.box), h('th', {scope: 'row'}, this.name, this.of, this.tags), h('td', {}, this.status),
            h('td', {class: 'progress-cell'}, this.bar, this.pace),
            this.loss, this.score, this.device, this.trained, this.posted);
    }

    update(job) {
        set(this.name, job.name);
        this.name.href = `#/jobs/${job.id}`;
        this.box.setAttribute('aria-label', `Choose ${job.name} to compare`);
        set(this.of, `${job.checkpoint} · ${datasetName(job.dataset)}`);
        if (this.tags.childElementCount === 0) {
            this.tags.append(...Object.entries(job.tags).map(([name, value]) => h('span', {class: 'tag'}, `${name}:${value}`)));
        }
        showStatus(this.status, job);
        this.bar.max = Math.max(1, job.progress.max_steps);
        this.bar.value = job.progress.step;
        this.bar.setAttribute('aria-label', `Progress of ${job.name}`);
        set(this.pace, pace(job));
        set(this.loss, number(job.latest.loss));
        set(this.score, score(job));
        set(this.device, job.device ?? '–');
        set(this.trained, trained(job));
        set(this.posted, ago(job.created_at));
        this.posted.title = moment(job.created_at);
    }
}

function set(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}
