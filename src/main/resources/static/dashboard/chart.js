import {h, newId} from './dom.js';
import {number} from './format.js';

const HEIGHT = 260;

/** Charts whose x axes move together. */
export class Zoom {
    constructor(onZoom = () => {}) {
        this.charts = new Set();
        this.range = null;
        this.onZoom = onZoom;
        this.name = newId('zoom');
    }

    set(range) {
        this.range = range;
        this.charts.forEach(chart => chart.draw());
        this.onZoom(range);
    }

    /** @param {number} factor below 1: closer @param {number} shift share of the width to move by */
    move(factor, shift) {
        const whole = this.whole();
        if (!whole) {
            return;
        }
        const [from, to] = this.range ?? whole;
        const width = Math.max(2, (to - from) * factor);
        if (width >= whole[1] - whole[0]) {
            this.set(null);
            return;
        }
        const wanted = (from + to - width) / 2 + shift * width;
        const start = Math.min(Math.max(wanted, whole[0]), whole[1] - width);
        this.set([start, start + width]);
    }

    whole() {
        const all = [...this.charts].map(chart => chart.extent()).filter(Boolean);
        return all.length === 0 ? null : [Math.min(...all.map(e => e[0])), Math.max(...all.map(e => e[1]))];
    }

    /** @returns {HTMLElement} what zooms without a mouse */
    buttons() {
        const button = (label, text, action) =>
            h('button', {type: 'button', class: 'small', 'aria-label': label, title: label, onclick: action}, text);
        return h('div', {class: 'buttons', role: 'group', 'aria-label': 'Zoom'},
            button('Zoom in', '+', () => this.move(0.5, 0)),
            button('Zoom out', '−', () => this.move(2, 0)),
            button('Move left', '←', () => this.move(1, -0.25)),
            button('Move right', '→', () => this.move(1, 0.25)),
            h('button', {type: 'button', class: 'small', onclick: () => this.set(null)}, 'Whole curve'));
    }

    onKey(event) {
        const moves = {'+': [0.5, 0], '=': [0.5, 0], '-': [2, 0], ArrowLeft: [1, -0.25], ArrowRight: [1, 0.25]};
        if (event.key === '0') {
            this.set(null);
        } else if (moves[event.key]) {
            this.move(...moves[event.key]);
        } else {
            return;
        }
        event.preventDefault();
    }
}

/**
 * Lines over steps, drawn by uPlot; what one could read off them is also there as text.
 *
 * A series is `{label, color, faint, points}`: `color` names a custom property of the style sheet; a faint one stands in the
 * background of another and has no place in the legend; points are drawn apart, without a line where there is only one.
 */
export class LineChart {
    constructor(title, series, zoom, {format = number, height = HEIGHT} = {}) {
        this.title = title;
        this.series = series;
        this.zoom = zoom;
        this.format = format;
        this.height = height;
        this.tables = [];
        this.data = [[]];
        this.plot = null;
        const id = newId('chart');
        this.heading = h('h3', {id}, title);
        this.at = h('span', {class: 'muted small-text at'});
        this.legend = h('ul', {class: 'legend'});
        this.place = h('div', {class: 'plot'});
        this.place.style.minHeight = `${height}px`;
        this.summary = h('p', {class: 'only-heard'});
        // A group that takes the keyboard, since it zooms by keys.
        this.element = h('figure', {
            class: 'chart', role: 'group', tabindex: 0, 'aria-labelledby': id,
            onkeydown: event => event.target === this.element && zoom.onKey(event),
        }, h('figcaption', {class: 'chart-head'}, this.heading, this.at, this.legend), this.place, this.summary);
        this.resizing = new ResizeObserver(() => requestAnimationFrame(() => this.fit()));
        this.resizing.observe(this.place);
        this.recolor = () => this.build();
        this.scheme = matchMedia('(prefers-color-scheme: dark)');
        this.scheme.addEventListener('change', this.recolor);
        window.addEventListener('themechange', this.recolor);
        zoom.charts.add(this);
        this.showLegend(null);
    }

    /** @param {Array[]} tables `[xs, ys, ys, …]` each; together they hold a column for each series, in order */
    set(tables) {
        this.tables = tables;
        this.data = tables.length === 0 ? [[]] : tables.length === 1 ? tables[0] : uPlot.join(tables);
        this.element.dataset.points = String(Math.max(0, ...tables.map(table => table[0].length)));
        this.element.dataset.last = String(this.extent()?.[1] ?? '');
        this.describe();
        if (this.plot) {
            this.draw();
        } else {
            this.fit();
        }
    }

    extent() {
        const xs = this.data[0];
        return xs.length === 0 ? null : [xs[0], xs[xs.length - 1]];
    }

    draw() {
        this.plot?.setData(this.data);
    }

    fit() {
        const width = this.place.clientWidth;
        if (width === 0 || this.plot?.width === width) {
            return;
        }
        if (this.plot) {
            this.plot.setSize({width, height: this.height});
        } else {
            this.build();
        }
    }

    build() {
        this.plot?.destroy();
        this.plot = null;
        const width = this.place.clientWidth;
        if (width > 0) {
            this.plot = new uPlot(this.options(width), this.data, this.place);
            this.showLegend(null);
        }
    }

    options(width) {
        const color = this.colors();
        const axis = {
            stroke: color('--muted'), grid: {stroke: color('--grid'), width: 1}, ticks: {show: false},
            font: '12px system-ui, sans-serif',
        };
        return {
            width, height: this.height, legend: {show: false}, padding: [10, 12, 0, 0],
            scales: {x: {time: false, range: () => this.rangeOfX()}},
            axes: [
                {...axis, size: 28, values: (plot, splits) => splits.map(split => Number.isInteger(split) ? number(split) : '')},
                {...axis, size: 64, values: (plot, splits) => splits.map(this.format)},
            ],
            cursor: {
                drag: {x: true, y: false, setScale: false}, sync: {key: this.zoom.name, setSeries: false, filters: {pub: type => type === 'mousemove' || type === 'mouseleave'}},
                bind: {dblclick: () => () => this.zoom.set(null)}, points: {size: 7},
            },
            series: [{}, ...this.series.map(series => this.line(series, color))],
            hooks: {
                setSelect: [plot => this.select(plot)],
                setCursor: [plot => this.showLegend(plot.cursor.idx ?? null)],
            },
        };
    }

    line(series, color) {
        const stroke = color(series.color);
        return {
            label: series.label, stroke, show: !series.off, alpha: series.faint ? 0.28 : 1,
            width: series.faint ? 1 : 2,
            points: {show: Boolean(series.points), size: 7, fill: stroke},
        };
    }

    rangeOfX() {
        const [from, to] = this.zoom.range ?? this.zoom.whole() ?? [0, 1];
        return from === to ? [from - 1, to + 1] : [from, to];
    }

    select(plot) {
        const {left, width} = plot.select;
        if (width > 4) {
            this.zoom.set([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
        }
        if (width > 0) {
            plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
        }
    }

    /** @returns {(name: string) => string} colours as the canvas knows them, of the theme that is on */
    colors() {
        const probe = h('span', {hidden: true});
        this.element.append(probe);
        const found = new Map();
        const all = ['--muted', '--grid', ...this.series.map(series => series.color)];
        for (const name of all) {
            probe.style.color = `var(${name})`;
            found.set(name, getComputedStyle(probe).color);
        }
        probe.remove();
        return name => found.get(name);
    }

    /** @param {number|null} at index into the data; null: the last value of each */
    showLegend(at) {
        const names = this.series.map((series, i) => ({series, i})).filter(({series}) => !series.faint);
        if (this.legend.childElementCount !== names.length) {
            this.legend.replaceChildren(...names.map(({series, i}) => this.legendEntry(series, i)));
        }
        this.at.textContent = at === null ? '' : `step ${number(this.data[0][at])}`;
        names.forEach(({i}, place) => {
            const value = at === null ? this.last(i)?.value : this.data[i + 1]?.[at];
            this.legend.children[place].querySelector('output').textContent = value === undefined ? '' : this.format(value);
        });
    }

    legendEntry(series, i) {
        const swatch = h('span', {class: 'swatch'});
        swatch.style.background = `var(${series.color})`;
        const button = h('button', {
            type: 'button', class: 'legend-entry', 'aria-pressed': series.off ? 'false' : 'true',
            onclick: () => this.toggle(series, i, button),
        }, swatch, series.label, ' ', h('output', {}));
        return h('li', {}, button);
    }

    toggle(series, i, button) {
        series.off = !series.off;
        button.setAttribute('aria-pressed', String(!series.off));
        this.plot?.setSeries(i + 1, {show: !series.off});
    }

    last(i) {
        const ys = this.data[i + 1] ?? [];
        for (let at = ys.length - 1; at >= 0; at--) {
            if (typeof ys[at] === 'number') {
                return {x: this.data[0][at], value: ys[at]};
            }
        }
        return null;
    }

    describe() {
        const parts = this.series.flatMap((series, i) => {
            const last = series.faint ? null : this.last(i);
            return last ? [`${series.label} ${this.format(last.value)} at step ${number(last.x)}`] : [];
        });
        const empty = parts.length === 0;
        this.summary.textContent = empty ? 'No values yet.' : `Last values: ${parts.join('; ')}.`;
        this.summary.className = empty ? 'muted' : 'only-heard';
        this.place.hidden = empty;
        if ((this.plot?.cursor.idx ?? null) === null) {
            this.showLegend(null);
        }
    }

    destroy() {
        this.resizing.disconnect();
        this.scheme.removeEventListener('change', this.recolor);
        window.removeEventListener('themechange', this.recolor);
        this.zoom.charts.delete(this);
        this.plot?.destroy();
        this.plot = null;
    }
}
