/**
 * Makes an element. Text is always text: nothing the service answers is ever read as HTML.
 *
 * @param {string} tag
 * @param {Object} attributes `on…` are listeners, `value`, `checked` and `disabled` properties; null and false are left out
 * @param {...(Node|string|number|null|false|Array)} children
 */
export function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (value === null || value === undefined || value === false) {
            continue;
        }
        if (name.startsWith('on')) {
            element.addEventListener(name.slice(2), value);
        } else if (['value', 'checked', 'disabled', 'hidden', 'selected'].includes(name)) {
            element[name] = value;
        } else {
            element.setAttribute(name, value === true ? '' : value);
        }
    }
    element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
    return element;
}

let ids = 0;

/** @returns {string} an id that no other element has */
export function newId(prefix) {
    ids += 1;
    return `${prefix}-${ids}`;
}

/** Tells a screen reader. */
export function announce(text) {
    document.getElementById('announcer').textContent = text;
}

/** A table whose first column names the row. */
export function table(caption, columns, rows) {
    return h('div', {class: 'scroll', role: 'group', 'aria-label': caption, tabindex: 0},
        h('table', {},
            h('caption', {class: 'only-heard'}, caption),
            h('thead', {}, h('tr', {}, columns.map(column =>
                h('th', {scope: 'col', class: column.number && 'number'}, column.label ?? column)))),
            h('tbody', {}, rows)));
}

export function row(cells, attributes) {
    return h('tr', attributes, cells.map((cell, i) => i === 0
        ? h('th', {scope: 'row'}, cell)
        : h('td', {class: typeof cell === 'object' ? null : 'number'}, cell)));
}

/** Letters of a value that gets the room of two. */
const LONG = 26;

/** Names beside values. */
export function facts(entries) {
    return h('dl', {class: 'facts'}, entries.filter(Boolean).map(([name, value]) =>
        h('div', {class: value?.length > LONG && 'long'}, h('dt', {}, breakable(name)), h('dd', {}, breakable(value)))));
}

/** Long names break where their parts end. */
function breakable(value) {
    return typeof value === 'string' ? value.split(/(?<=[:/_])(?=\D)/).flatMap(part => [h('wbr', {}), part]) : value;
}

export function card(title, ...children) {
    const id = newId('card');
    return h('section', {class: 'card', 'aria-labelledby': id}, h('h2', {id}, title), children);
}

/** What went wrong, said where it happened. */
export function problemBox(problem) {
    return h('div', {class: 'problem', role: 'alert'},
        h('strong', {}, problem.title ?? 'That did not work'),
        h('p', {}, problem.detail ?? problem.message ?? String(problem)));
}
