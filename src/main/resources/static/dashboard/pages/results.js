import {get} from '../api.js';
import {card, facts, h, row, table} from '../dom.js';
import {bytes, duration, number, percent, shown} from '../format.js';

const MOST_CLASSES = 30;

/** What the data hold and are likely to cost: a job's report, or a dry run's answer. */
export function dataReport(report) {
    const splits = Object.keys(report.rows ?? {});
    const counts = report.label_counts ?? {};
    const labels = [...new Set(Object.values(counts).flatMap(Object.keys))];
    return [
        (report.warnings ?? []).map(warning => h('div', {class: 'note'}, h('strong', {}, warning.split ? `Warning (${warning.split})` : 'Warning'), h('p', {}, warning.message))),
        facts([
            ...splits.map(split => [`Rows of ${split}`, number(report.rows[split])]),
            ['Steps', number(report.total_steps)],
            ['Tokens an epoch', number(report.tokens_per_epoch)],
            ['Longest, in tokens', number(report.max_length)],
            ['Truncated', percent(report.truncated_share)],
            report.memory && ['Memory, about', bytes(report.memory.total)],
            report.time && ['Time, about', duration(report.time.seconds)],
        ]),
        report.time && h('p', {class: 'muted small-text apart'}, `Time: ${report.time.basis}.`),
        splits.some(split => report.tokens?.[split]) && tokenTable(report.tokens),
        labels.length > 0 && labelTable(labels.slice(0, MOST_CLASSES), counts, labels.length),
    ];
}

function tokenTable(tokens) {
    const columns = ['mean', 'p50', 'p95', 'max'];
    return [
        h('h3', {class: 'apart'}, 'Tokens of a text'),
        table('Tokens of a text', ['Split', ...columns.map(label => ({label, number: true}))],
            Object.entries(tokens).map(([split, lengths]) => row([split, ...columns.map(column => number(lengths[column]))]))),
    ];
}

function labelTable(labels, counts, all) {
    const splits = Object.keys(counts);
    return [
        h('h3', {class: 'apart'}, 'Rows of each label'),
        table('Rows of each label', ['Label', ...splits.map(label => ({label, number: true}))],
            labels.map(label => row([label, ...splits.map(split => number(counts[split][label] ?? 0))]))),
        all > labels.length && h('p', {class: 'muted small-text'}, `and ${number(all - labels.length)} more`),
    ];
}

/** What the final model made of the rows it was not trained on; of several splits one at a time. */
export async function resultsSection(job, signal) {
    const report = await get(`jobs/${job.id}/report`, signal).catch(() => ({rows: {validation: 0}}));
    const splits = Object.keys(report.rows).filter(split => split !== 'train');
    if (splits.length === 0) {
        return h('div', {});
    }
    const place = h('div', {});
    const select = async split => place.replaceChildren(...await splitResults(job, split, signal));
    await select(splits[0]);
    const choice = splits.length === 1 ? null : h('fieldset', {class: 'field'},
        h('legend', {class: 'only-heard'}, 'Split'),
        h('div', {class: 'segments'}, splits.map((split, i) => h('label', {},
            h('input', {type: 'radio', name: 'split', checked: i === 0, onchange: () => select(split)}), split))));
    return h('div', {}, choice, place);
}

async function splitResults(job, split, signal) {
    const [all, worst] = await Promise.all([
        get(`jobs/${job.id}/predictions?split=${split}`, signal),
        get(`jobs/${job.id}/predictions?split=${split}&order=loss&limit=20`, signal),
    ]);
    const metrics = Object.entries(all.metrics).map(([name, value]) => [name.replace(/^test_/, ''), number(value)]);
    return [
        card(`Final model on ${number(all.rows)} rows of ${split}`, facts(metrics)),
        all.confusion_matrix && card('Confusion matrix', confusionMatrix(all.confusion_matrix)),
        all.per_class && card('Classes', classTable(all.per_class)),
        worst.data.length > 0 && card('Rows it gets most wrong', worstRows(worst.data)),
    ].filter(Boolean);
}

function confusionMatrix({labels, counts}) {
    if (labels.length > MOST_CLASSES) {
        return [h('p', {}, `The ${labels.length} classes would not fit into a table; the most frequent mistakes are:`), mistakes(labels, counts)];
    }
    const sums = counts.map(cells => cells.reduce((sum, cell) => sum + cell, 0));
    const body = counts.map((cells, expected) => h('tr', {}, h('th', {scope: 'row'}, labels[expected]), cells.map((count, predicted) => {
        const cell = h('td', {title: `${labels[expected]} taken for ${labels[predicted]}: ${count} of ${sums[expected]}`}, number(count));
        const share = sums[expected] === 0 ? 0 : count / sums[expected];
        const color = expected === predicted ? '--good' : '--wrong';
        cell.style.background = `color-mix(in srgb, var(${color}) ${Math.round(share * 30)}%, transparent)`;
        return cell;
    })));
    return [
        h('p', {class: 'muted small-text'}, 'Rows by their label (down) and by what the model said (across).'),
        h('div', {class: 'scroll matrix', tabindex: 0, role: 'group', 'aria-label': 'Confusion matrix'}, h('table', {},
            h('caption', {class: 'only-heard'}, 'Confusion matrix'),
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, h('span', {class: 'only-heard'}, 'Label')), labels.map(label => h('th', {scope: 'col'}, label)))),
            h('tbody', {}, body))),
    ];
}

function mistakes(labels, counts) {
    const all = counts.flatMap((cells, expected) => cells.map((count, predicted) => ({expected, predicted, count})))
        .filter(({expected, predicted, count}) => expected !== predicted && count > 0)
        .sort((a, b) => b.count - a.count).slice(0, 20);
    return table('Most frequent mistakes', ['Label', 'Taken for', {label: 'Rows', number: true}],
        all.map(({expected, predicted, count}) => row([labels[expected], h('span', {}, labels[predicted]), number(count)])));
}

function classTable(classes) {
    const columns = ['precision', 'recall', 'f1', 'support'];
    return table('Scores of each class', ['Class', ...columns.map(label => ({label, number: true}))],
        classes.map(scores => row([scores.label, ...columns.map(column => number(scores[column]))])));
}

function worstRows(rows) {
    const texts = ({text, text_pair: pair}) => h('div', {class: 'wrap'}, cut(text), pair && h('div', {class: 'muted'}, cut(pair)));
    return table('Rows it gets most wrong', ['Row', 'Text', 'Label', 'Predicted', {label: 'Loss', number: true}],
        rows.map(worst => row([number(worst.row), texts(worst), h('span', {}, value(worst.label)), h('span', {}, value(worst.predicted)), number(worst.loss)])));
}

function value(label) {
    return Array.isArray(label) ? label.join(', ') || 'none' : typeof label === 'number' ? number(label) : shown(label);
}

function cut(text) {
    return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}
