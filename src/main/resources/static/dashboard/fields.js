import {h, newId} from './dom.js';
import {shown} from './format.js';

/**
 * A field of a form that tells what is wrong with it while one types. Its name is the one that the service's problems use.
 *
 * @param {string} name such as `hyperparameters.learning_rate`
 * @param {(text: string) => *} parse answers the value, or throws an Error that says what it must be; never sees an empty text
 * @param {(value: *) => string} write the other way
 */
export class Field {
    constructor(name, label, control, {parse = text => text, write = shown, required = false, help, whenChanged = () => {}} = {}) {
        this.name = name;
        this.control = control;
        this.parse = parse;
        this.write = write;
        this.required = required;
        this.whenChanged = whenChanged;
        const id = newId('field');
        control.id = id;
        control.setAttribute('aria-describedby', `${help ? `${id}-help ` : ''}${id}-wrong`);
        if (required) {
            control.setAttribute('aria-required', 'true');
        }
        this.wrong = h('p', {class: 'wrong', id: `${id}-wrong`});
        this.element = h('div', {class: 'field'},
            h('label', {for: id}, label), control, help && h('p', {class: 'help', id: `${id}-help`}, help), this.wrong);
        control.addEventListener('input', () => this.changed());
        control.addEventListener('change', () => this.changed());
    }

    changed() {
        this.element.classList.toggle('changed', this.marksChanges === true && this.text !== '');
        this.check(false);
        this.whenChanged();
    }

    get text() {
        return this.control.value.trim();
    }

    set text(text) {
        this.control.value = text;
        this.changed();
    }

    /** @param {*} value as a job has it; what it leaves open stays open */
    fill(value) {
        if (value !== undefined && value !== null && JSON.stringify(value) !== '{}') {
            this.text = this.write(value);
        }
    }

    /** @returns the value; undefined where it is left open, or wrong */
    get value() {
        try {
            return this.text === '' ? undefined : this.parse(this.text);
        } catch (wrong) {
            return undefined;
        }
    }

    /** @param {boolean} complete whether what is still empty is wrong, too */
    check(complete) {
        let message = '';
        try {
            if (this.text !== '') {
                this.parse(this.text);
            } else if (this.required && complete) {
                message = 'is required';
            }
        } catch (wrong) {
            message = wrong.message;
        }
        this.say(message);
        return message === '';
    }

    say(message) {
        this.wrong.textContent = message;
        if (message) {
            this.control.setAttribute('aria-invalid', 'true');
        } else {
            this.control.removeAttribute('aria-invalid');
        }
    }
}

export function textField(name, label, {placeholder, options, ...rest} = {}) {
    const list = options && h('datalist', {id: newId('options')}, options.map(value => h('option', {value})));
    const control = h('input', {type: 'text', placeholder, autocomplete: 'off', spellcheck: 'false', list: list?.id});
    const field = new Field(name, label, control, rest);
    if (list) {
        field.element.append(list);
    }
    return field;
}

export function numberField(name, label, range, options = {}) {
    return textField(name, label, {parse: text => numberIn(text, range), ...options});
}

export function selectField(name, label, choices, options = {}) {
    const control = h('select', {}, choices.map(([value, text]) => h('option', {value}, text)));
    return new Field(name, label, control, options);
}

/** @param {{integer: boolean, minimum, exclusive_minimum, maximum, exclusive_maximum}} range as GET /hyperparameters tells it */
function numberIn(text, range) {
    const value = Number(text);
    if (!Number.isFinite(value) || (range.integer && !Number.isInteger(value))) {
        throw new Error(`must be ${range.integer ? 'a whole number' : 'a number'}, was ${text}`);
    }
    const bounds = [
        ['minimum', 'at least', bound => value >= bound], ['exclusive_minimum', 'above', bound => value > bound],
        ['maximum', 'at most', bound => value <= bound], ['exclusive_maximum', 'below', bound => value < bound],
    ];
    for (const [name, words, holds] of bounds) {
        const bound = range[name];
        if (bound !== null && bound !== undefined && !holds(bound)) {
            throw new Error(`must be ${words} ${bound}, was ${text}`);
        }
    }
    return value;
}

/** @param {string} example of such an object */
export function objectField(name, label, example, options = {}) {
    return textField(name, label, {parse: text => objectIn(text, example), placeholder: '{}', ...options});
}

function objectIn(text, example) {
    try {
        const value = JSON.parse(text);
        if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
            return value;
        }
    } catch (notJson) {
        // Said below.
    }
    throw new Error(`must be a JSON object such as ${example}`);
}

/** Checks the options that an argument holds against those of the choice that they belong to, such as a schedule. */
export function checkOptions(field, owner) {
    const {parse, argument} = field;
    field.parse = text => {
        const choice = owner.text || owner.argument.default;
        const known = argument.options[choice] ?? [];
        const value = parse(text);
        for (const [name, given] of typeof value === 'string' ? value.split(',').map(option => option.split('=').map(part => part.trim())) : Object.entries(value)) {
            const option = known.find(candidate => candidate.name === name);
            if (!option) {
                throw new Error(known.length === 0 ? `must be left open: ${choice} has no options` : `${choice} has no option ${name}; it has ${known.map(each => each.name).join(', ')}`);
            }
            if (given !== null && ['integer', 'number'].includes(option.type)) {
                wrongWith(`${name} `, () => numberIn(String(given), {...option, integer: option.type === 'integer'}));
            }
        }
        return value;
    };
    owner.control.addEventListener('change', () => field.check(false));
}

function wrongWith(prefix, check) {
    try {
        check();
    } catch (wrong) {
        throw new Error(prefix + wrong.message);
    }
}

/** @param {Object} argument an entry of GET /hyperparameters */
export function hyperparameterField(argument) {
    const name = `hyperparameters.${argument.name}`;
    const unchanged = argument.default === null || argument.default === undefined ? '' : shown(argument.default);
    const help = argument.help;
    const field = fieldOf(argument, name, unchanged, help);
    field.marksChanges = true;
    field.argument = argument;
    return field;
}

function fieldOf(argument, name, unchanged, help) {
    const open = ['', unchanged === '' ? 'default' : `default (${unchanged})`];
    switch (argument.type) {
        case 'boolean':
            return selectField(name, argument.name, [open, ['true', 'true'], ['false', 'false']], {help, parse: text => text === 'true'});
        case 'integer':
        case 'number':
            return numberField(name, argument.name, {...argument, integer: argument.type === 'integer'}, {help, placeholder: unchanged});
        case 'object':
            return objectField(name, argument.name, '{"num_cycles": 2}', {help});
        default:
            return argument.choices.length > 0
                ? selectField(name, argument.name, [open, ...argument.choices.map(choice => [choice, choice])], {help})
                : textField(name, argument.name, {help, placeholder: unchanged});
    }
}

/** Puts what a problem says of fields where it belongs; what belongs to no field is listed. */
export function showErrors(fields, problem) {
    const others = [];
    for (const {field: name, message} of problem.errors) {
        const field = fields.find(candidate => candidate.name === name)
            ?? fields.find(candidate => name.startsWith(`${candidate.name}.`) || name.startsWith(`${candidate.name}[`));
        if (field) {
            field.say(message);
            field.element.closest('details')?.setAttribute('open', '');
        } else {
            others.push(`${name} ${message}`);
        }
    }
    return others;
}
