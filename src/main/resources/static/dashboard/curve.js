import {get} from './api.js';

/** The lowest and the highest of each column that a chart has on a wide screen: of longer curves the service picks these. */
const OVERVIEW = 1500;
const TOO_LONG = 3 * OVERVIEW;
const PAGE = 1000;
const MOST_DETAIL = 5 * PAGE;

/** The train rows of a job: all of a short one; of a long one an overview, and every step where one looks closely. */
export class Curve {
    constructor(id) {
        this.id = id;
        this.rows = [];
        this.evaluations = [];
        this.detail = [];
        this.lastEvent = 0;
    }

    async load(signal) {
        const metrics = await get(`jobs/${this.id}/metrics?points=${OVERVIEW}`, signal);
        this.rows = metrics.train;
        this.evaluations = metrics.eval;
        this.detail = [];
        this.lastEvent = metrics.last_event;
        return this;
    }

    /** A step that is not after the last one is of an attempt that went back to a checkpoint. */
    add(row) {
        forgetFrom(this.rows, row.step);
        this.rows.push(row);
        if (this.detail.length > 0 && this.detail.at(-1).step >= row.step) {
            this.detail = [];
        }
    }

    addEvaluation(evaluation) {
        forgetFrom(this.evaluations, evaluation.step);
        this.evaluations.push(evaluation);
    }

    get isTooLong() {
        return this.rows.length > TOO_LONG;
    }

    /** @returns {Promise<boolean>} whether there is more to show between these steps than before */
    async lookCloser(from, to, signal) {
        const first = Math.max(0, Math.floor(from) - 1);
        const seen = this.rows.filter(row => row.step > first && row.step <= to).length;
        if (to - first > MOST_DETAIL || seen >= Math.floor(to) - first) {
            return false;
        }
        const rows = [];
        for (let after = first, more = true; more && after < to;) {
            const page = await get(`jobs/${this.id}/metrics?after=${after}&limit=${PAGE}`, signal);
            rows.push(...page.train);
            after = page.train.at(-1)?.step ?? to;
            more = page.has_more;
        }
        this.detail = rows;
        return rows.length > seen;
    }

    /** @returns {Object[]} rows to draw, by step */
    visible() {
        if (this.detail.length === 0) {
            return this.rows;
        }
        const from = this.detail[0].step;
        const to = this.detail.at(-1).step;
        return [...this.rows.filter(row => row.step < from), ...this.detail, ...this.rows.filter(row => row.step > to)];
    }
}

function forgetFrom(rows, step) {
    while (rows.length > 0 && rows.at(-1).step >= step) {
        rows.pop();
    }
}

/**
 * Exponential moving average without the pull of its start, as TensorBoard's: m ← w·m + (1−w)·v, divided by 1 − wⁿ.
 *
 * @param {(number|null)[]} values
 * @param {number} weight of what was before, 0 (as it is) to below 1
 */
export function smooth(values, weight) {
    let mean = 0;
    let share = 0;
    return values.map(value => {
        if (value === null || weight === 0) {
            return value;
        }
        mean = weight * mean + (1 - weight) * value;
        share = weight * share + (1 - weight);
        return mean / share;
    });
}

/** The scores of evaluations: whatever is neither the place, the loss nor the speed. */
export function scoreNames(evaluations) {
    const others = ['step', 'epoch', 'loss', 'time', 'runtime', 'samples_per_second', 'steps_per_second', 'attempt'];
    return [...new Set(evaluations.flatMap(Object.keys))].filter(name => !others.includes(name));
}
