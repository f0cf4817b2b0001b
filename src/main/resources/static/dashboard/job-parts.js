import {h} from './dom.js';
import {duration, number} from './format.js';

export const ENDED = ['succeeded', 'failed', 'cancelled'];

/** What jobs look like wherever they are shown. */
export function badge(status) {
    return h('span', {class: `badge ${status}`}, status);
}

export function showStatus(element, job) {
    const status = job.cancel_requested && !ENDED.includes(job.status) ? 'stopping' : job.status;
    if (element.textContent !== status) {
        element.className = `badge ${job.status}`;
        element.textContent = status;
    }
}

/** @returns {number|null} seconds, by the steps that are left: no clock of this computer has a say in it */
export function timeLeft({status, progress: {step, max_steps: steps, steps_per_second: speed}}) {
    return status === 'running' && speed > 0 ? (steps - step) / speed : null;
}

/** @returns {string} how far a job is, in words */
export function pace(job) {
    const {step, max_steps: steps} = job.progress;
    const left = timeLeft(job);
    if (job.status === 'queued') {
        return job.queue_position ? `place ${job.queue_position} in the queue` : 'waits';
    }
    const done = `${number(step)} / ${number(steps)}`;
    return left === null ? done : `${done} · ${duration(left)} left`;
}

/** @returns {string} the score that tells most about a job */
export function score(job) {
    const {best, latest} = job;
    if (best) {
        return `${best.metric} ${number(best.value)}`;
    }
    const shown = ['accuracy', 'f1', 'matthews_correlation', 'pearson', 'loss'].find(name => name in (latest.eval ?? {}));
    return shown ? `${shown} ${number(latest.eval[shown])}` : '–';
}

/** @returns {Object} a job's arguments that are not what they would be anyway */
export function chosen(hyperparameters, known) {
    const defaults = new Map(known.map(argument => [argument.name, argument.default]));
    return Object.fromEntries(Object.entries(hyperparameters).filter(([name, value]) =>
        value !== null && JSON.stringify(value) !== JSON.stringify(defaults.get(name) ?? null)));
}
