import {download, follow, get, key, Problem, send} from '../api.js';
import {Curve, scoreNames} from '../curve.js';
import {announce, card, facts, h, problemBox, row, table} from '../dom.js';
import {datasetName, duration, moment, number, shown, trained} from '../format.js';
import {JobCurves} from '../job-curves.js';
import {JobLog} from '../job-log.js';
import {badge, chosen, ENDED, showStatus, timeLeft} from '../job-parts.js';
import {dataReport, resultsSection} from './results.js';

/** One job: its curves as they grow, and what came of it. */
export async function jobPage({parameters: [id], signal, titled}) {
    const [job, known] = await Promise.all([get(`jobs/${id}`, signal), get('hyperparameters', signal)]);
    titled(job.name);
    const page = new JobPage(job, known.data, signal);
    await page.load();
    page.followOn();
    return page.content();
}

class JobPage {
    constructor(job, known, signal) {
        this.job = job;
        this.known = known;
        this.signal = signal;
        this.curve = new Curve(job.id);
        this.curves = new JobCurves(this.curve, signal);
        this.status = badge(job.status);
        this.actions = h('div', {class: 'buttons'});
        this.error = h('div', {});
        this.refusal = h('div', {});
        this.bar = h('progress', {'aria-label': 'Progress'});
        this.facts = h('div', {});
        this.evaluations = h('div', {});
        this.results = h('div', {});
        this.report = h('div', {});
        this.log = new JobLog();
    }

    async load() {
        await this.curve.load(this.signal);
        await this.log.load(this.job.id, this.curve.lastEvent, this.signal);
        this.show();
        this.curves.draw();
        this.showEvaluations();
        this.loadReport();
        this.loadResults();
    }

    /** Until the job has ended; what it tells in between is shown at the pace of the screen. */
    followOn() {
        if (ENDED.includes(this.job.status)) {
            return;
        }
        const over = async () => {
            await this.renew();
            return ENDED.includes(this.job.status);
        };
        follow(`jobs/${this.job.id}/events`, this.curve.lastEvent, this.signal, event => this.take(event), over);
        const clock = setInterval(() => document.hidden || this.renew().catch(() => {}), 2000);
        this.signal.addEventListener('abort', () => clearInterval(clock));
        this.clock = clock;
    }

    take({id, type, data}) {
        this.curve.lastEvent = Number(id);
        if (type === 'train') {
            this.curve.add(data);
            this.curves.drawSoon();
            Object.assign(this.job.progress, {step: data.step, epoch: data.epoch});
            this.job.latest.loss = data.loss;
            this.showProgressSoon();
            return;
        }
        // A data report's time is how long the job will take.
        this.log.add({id, type, data, time: typeof data.time === 'string' ? data.time : new Date().toISOString()});
        if (type === 'eval') {
            this.curve.addEvaluation(data);
            this.curves.drawSoon();
            this.showEvaluations();
        } else if (type === 'data_report') {
            this.loadReport();
        } else if (type === 'status') {
            announce(`${this.job.name}: ${data.status}`);
            this.renew().catch(() => {});
        }
    }

    /** Of several answers under way only that to the last question counts. */
    async renew() {
        const question = this.question = (this.question ?? 0) + 1;
        const job = await get(`jobs/${this.job.id}`, this.signal);
        if (question !== this.question) {
            return;
        }
        const before = this.job.status;
        this.job = job;
        this.show();
        this.showEvaluations();
        if (before !== this.job.status && ENDED.includes(this.job.status)) {
            clearInterval(this.clock);
            this.loadResults();
        }
    }

    show() {
        const {job} = this;
        showStatus(this.status, job);
        this.showActions();
        this.showError();
        this.showProgress();
    }

    /** Once, since a screen reader speaks up whenever it appears. */
    showError() {
        const {error} = this.job;
        if (this.shownError !== error?.message) {
            this.shownError = error?.message;
            this.error.replaceChildren(...error ? [problemBox({
                title: `Failed: ${error.code}`,
                detail: `${error.message}${error.retryable ? ' It may work another time: resume goes on from the last checkpoint.' : ''}`,
            })] : []);
        }
    }

    showProgressSoon() {
        this.progressDue ??= requestAnimationFrame(() => {
            this.progressDue = undefined;
            this.showProgress();
        });
    }

    showProgress() {
        const {job} = this;
        const {step, max_steps: steps, epoch, steps_per_second: speed} = job.progress;
        this.bar.max = Math.max(1, steps);
        this.bar.value = step;
        const running = job.status === 'running';
        this.facts.replaceChildren(facts([
            ['Step', `${number(step)} of ${number(steps)}`],
            ['Epoch', epoch.toFixed(2)],
            ['Loss', number(job.latest.loss)],
            job.best && [`Best ${job.best.metric}`, number(job.best.value)],
            ['Steps a second', number(speed)],
            running && ['Time left', duration(timeLeft(job))],
            job.queue_position && ['Place in queue', number(job.queue_position)],
            ['Trained', trained(job)],
            ['Device', job.device ?? '–'],
            ['Worker', job.worker ?? '–'],
            ['Attempt', number(job.attempt)],
        ]));
    }

    showActions() {
        const {job} = this;
        const offered = [job.status, job.cancel_requested].join();
        if (this.offered === offered) {
            return;
        }
        this.offered = offered;
        const ended = ENDED.includes(job.status);
        const button = (label, action, style) => h('button', {type: 'button', class: style, onclick: () => this.act(action)}, label);
        const resumable = job.status === 'failed' || job.status === 'cancelled';
        this.actions.replaceChildren(...[
            !ended && !job.cancel_requested && button('Cancel', () => send(`jobs/${job.id}/cancel`, {method: 'POST'}), 'danger'),
            resumable && button('Resume', () => this.resume(), 'primary'),
            h('a', {class: 'button', href: `#/new?from=${job.id}`}, 'Clone'),
            h('a', {class: 'button', href: `#/compare/${job.id}`}, 'Compare'),
            job.status === 'succeeded' && h('a', {class: 'button', href: `#/models/${job.id}`}, 'Try the model'),
            job.status === 'succeeded' && this.modelLink(),
            button('Curve as CSV', () => download(`jobs/${job.id}/metrics`, `${job.name}.csv`, 'text/csv')),
            ended && button('Delete', () => this.remove(), 'danger'),
        ].filter(Boolean));
    }

    /** Without a key the browser may stream the archive to the disk; with one it has to be fetched. */
    modelLink() {
        const path = `jobs/${this.job.id}/model`;
        return key.get()
            ? h('button', {type: 'button', onclick: () => this.act(() => download(path, 'model.tar.gz'))}, 'Download model')
            : h('a', {class: 'button', href: path, download: true}, 'Download model');
    }

    async act(action) {
        this.refusal.replaceChildren();
        try {
            await action();
            if (!this.signal.aborted) {
                await this.renew();
            }
        } catch (problem) {
            this.refusal.replaceChildren(problemBox(problem));
        }
    }

    async resume() {
        await send(`jobs/${this.job.id}/resume`, {method: 'POST'});
        this.job = await get(`jobs/${this.job.id}`, this.signal);
        this.results.replaceChildren();
        this.followOn();
    }

    async remove() {
        if (confirm(`Delete the job ${this.job.name} with its curve, checkpoints and model?`)) {
            await send(`jobs/${this.job.id}`, {method: 'DELETE'});
            location.hash = '#/jobs';
        }
    }

    showEvaluations() {
        const {evaluations} = this.curve;
        if (evaluations.length === 0 || this.shownEvaluations === evaluations.length + String(this.job.best?.step)) {
            return;
        }
        this.shownEvaluations = evaluations.length + String(this.job.best?.step);
        const names = scoreNames(evaluations);
        const rows = evaluations.map(evaluation => {
            const best = evaluation.step === this.job.best?.step;
            const cells = [number(evaluation.epoch), number(evaluation.step), number(evaluation.loss),
                ...names.map(name => number(evaluation[name])), duration(evaluation.runtime), best ? 'best' : ''];
            return row(cells, {class: best && 'best'});
        });
        const heads = ['Epoch', 'Step', 'Loss', ...names, 'Took', ''].map((label, i) => i === 0 ? label : {label, number: true});
        heads[heads.length - 1] = {label: h('span', {class: 'only-heard'}, 'Best')};
        this.evaluations.replaceChildren(card('Evaluations', table('Evaluations', heads, rows)));
    }

    async loadReport() {
        try {
            this.report.replaceChildren(card('Data', dataReport(await get(`jobs/${this.job.id}/report`, this.signal))));
        } catch (problem) {
            if (problem.status !== 404) { // That: the trainer has not looked at the data yet.
                this.report.replaceChildren(card('Data', problemBox(problem)));
            }
        }
    }

    async loadResults() {
        if (this.job.status !== 'succeeded') {
            return;
        }
        try {
            this.results.replaceChildren(await resultsSection(this.job, this.signal));
        } catch (problem) {
            const none = problem instanceof Problem && problem.code === 'split_not_found';
            this.results.replaceChildren(none ? '' : problemBox(problem));
        }
    }

    /** What was chosen; everything else is one click away. */
    arguments() {
        const {job} = this;
        const own = chosen(job.hyperparameters, this.known);
        const rest = Object.entries(job.hyperparameters).filter(([name]) => !(name in own));
        const list = entries => facts(entries.map(([name, value]) => [name, shown(value)]));
        const config = Object.entries(job.config ?? {});
        return card('Arguments',
            facts([
                ['Checkpoint', job.checkpoint],
                ['Data', datasetName(job.dataset)],
                job.num_labels && ['Labels', number(job.num_labels)],
                job.submitted_by && ['Submitted by', job.submitted_by],
                ['Posted', moment(job.created_at)],
                job.finished_at && ['Ended', moment(job.finished_at)],
                ['Priority', number(job.priority)],
                Object.keys(job.tags).length > 0 && ['Tags', Object.entries(job.tags).map(([name, value]) => h('span', {class: 'tag'}, `${name}:${value}`))],
            ]),
            h('h3', {class: 'apart'}, 'Chosen'), list([...Object.entries(own), ...config]),
            h('details', {class: 'apart'}, h('summary', {}, `${rest.length} left at their defaults`), list(rest)));
    }

    content() {
        const {job} = this;
        this.log.scrollSoon();
        return [
            h('div', {class: 'head'},
                h('div', {class: 'head-title'}, h('div', {}, h('h1', {}, job.name), this.status), h('p', {class: 'muted small-text mono'}, job.id)),
                this.actions),
            this.refusal, this.error,
            h('section', {class: 'card progress-card', 'aria-label': 'Progress'}, this.bar, this.facts),
            h('div', {class: 'two'},
                h('div', {}, card('Curves', this.curves.element), this.evaluations, this.results),
                h('div', {}, card('Log', this.log.element), this.report, this.arguments())),
        ];
    }
}
