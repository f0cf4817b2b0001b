import {key} from '../api.js';
import {h} from '../dom.js';

/** Asks for a key, which is kept until the tab is closed. */
export function signInPage(whenSignedIn) {
    const error = h('p', {class: 'wrong', id: 'key-wrong', role: 'alert'});
    const input = h('input', {
        id: 'key', type: 'password', autocomplete: 'current-password', required: true, 'aria-describedby': 'key-help key-wrong',
    });
    const submit = async event => {
        event.preventDefault();
        if (await isKnown(input.value.trim(), error)) {
            whenSignedIn();
        } else {
            input.setAttribute('aria-invalid', 'true');
            input.focus();
        }
    };
    return h('form', {class: 'card sign-in', onsubmit: submit},
        h('h1', {}, 'Sign in'),
        h('div', {class: 'field'},
            h('label', {for: 'key'}, 'Key, or token of your identity provider'),
            input,
            h('p', {class: 'help', id: 'key-help'},
                'It is kept in this tab until you close it or sign out, and sent to this service only.'),
            error),
        h('button', {class: 'primary'}, 'Sign in'));
}

/** A key that may not see jobs is a key, too: it may be one for predictions. */
async function isKnown(value, error) {
    error.textContent = '';
    if (!/^[\x21-\x7e]+$/.test(value)) {
        error.textContent = 'A key is made of letters, digits and signs, without spaces.';
        return false;
    }
    try {
        const answer = await fetch('jobs?limit=1', {headers: {Authorization: `Bearer ${value}`, Accept: 'application/json'}});
        if (answer.status === 401) {
            error.textContent = 'The service does not know this key.';
            return false;
        }
        key.set(value);
        if (answer.status === 403) {
            history.replaceState(null, '', '#/models');
        }
        return true;
    } catch (failure) {
        error.textContent = `The service does not answer (${failure.message}).`;
        return false;
    }
}
