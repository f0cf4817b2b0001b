import {LineChart, Zoom} from './chart.js';
import {Curve, scoreNames, smooth} from './curve.js';
import {h} from './dom.js';

/** The style sheet's colours of lines. */
const COLORS = 8;

/** Loss, learning rate and scores over the steps. */
export class JobCurves {
    constructor(curve, signal) {
        this.curve = curve;
        this.signal = signal;
        this.weight = Number(localStorage.getItem('tunewright.smoothing') ?? 0.6);
        this.zoom = new Zoom(range => this.lookCloser(range));
        this.loss = new LineChart('Loss', [
            {label: 'each step', color: '--line-1', faint: true},
            {label: 'train', color: '--line-1'},
            {label: 'evaluation', color: '--line-2', points: true},
        ], this.zoom);
        this.rate = new LineChart('Learning rate', [{label: 'learning rate', color: '--line-3'}], this.zoom, {height: 150});
        this.norm = new LineChart('Gradient norm', [{label: 'gradient norm', color: '--line-6'}], this.zoom, {height: 150});
        this.scores = null;
        this.scorePlace = h('div', {});
        this.element = h('div', {}, this.tools(), this.loss.element, this.scorePlace, this.rate.element, this.norm.element);
        signal.addEventListener('abort', () => this.zoom.charts.forEach(chart => chart.destroy()));
    }

    tools() {
        const shownWeight = h('output', {for: 'smoothing'}, this.weight.toFixed(2));
        const slider = h('input', {
            type: 'range', id: 'smoothing', min: 0, max: 0.99, step: 0.01, value: this.weight,
            oninput: () => {
                this.weight = Number(slider.value);
                shownWeight.textContent = this.weight.toFixed(2);
                localStorage.setItem('tunewright.smoothing', slider.value);
                this.draw();
            },
        });
        return h('div', {class: 'chart-tools'}, h('label', {for: 'smoothing'}, 'Smoothing', slider, shownWeight), this.zoom.buttons());
    }

    /** At most ten times a second: nobody sees more, and a quick job tells of hundreds of steps. */
    drawSoon() {
        this.due ??= setTimeout(() => {
            this.due = undefined;
            if (!this.signal.aborted) {
                this.draw();
            }
        }, 100);
    }

    draw() {
        const rows = this.curve.visible();
        const steps = rows.map(step => step.step);
        const losses = rows.map(step => step.loss);
        const evaluations = this.curve.evaluations;
        const evaluated = evaluations.map(evaluation => evaluation.step);
        this.loss.set([
            [steps, losses, smooth(losses, this.weight)],
            [evaluated, evaluations.map(evaluation => evaluation.loss ?? null)],
        ]);
        this.rate.set([[steps, rows.map(step => step.learning_rate)]]);
        this.norm.set([[steps, rows.map(step => step.grad_norm)]]);
        this.drawScores(evaluations, evaluated);
        this.renewOverview();
    }

    drawScores(evaluations, evaluated) {
        const names = scoreNames(evaluations);
        if (names.length === 0 || evaluations.length < 2) {
            return;
        }
        if (this.scores?.series.length !== names.length) {
            this.scores?.destroy();
            this.scores = new LineChart('Scores', names.map((label, i) => ({label, color: `--line-${(i + 2) % COLORS + 1}`, points: true})), this.zoom, {height: 190});
            this.scorePlace.replaceChildren(this.scores.element);
        }
        this.scores.set([[evaluated, ...names.map(name => evaluations.map(evaluation => evaluation[name] ?? null))]]);
    }

    async renewOverview() {
        if (this.curve.isTooLong && !this.renewing) {
            this.renewing = true;
            const fresh = await new Curve(this.curve.id).load(this.signal).catch(() => null);
            if (fresh) {
                const later = this.curve.rows.filter(step => step.step > (fresh.rows.at(-1)?.step ?? 0));
                this.curve.rows = [...fresh.rows, ...later];
            }
            this.renewing = false;
        }
    }

    lookCloser(range) {
        clearTimeout(this.looking);
        if (range) {
            this.looking = setTimeout(async () => {
                if (await this.curve.lookCloser(...range, this.signal).catch(() => false)) {
                    this.draw();
                }
            }, 150);
        }
    }
}
