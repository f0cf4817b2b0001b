import {key, onUnauthorized, Problem} from './api.js';
import {announce, h, problemBox} from './dom.js';
import {comparePage} from './pages/compare.js';
import {jobPage} from './pages/job.js';
import {jobsPage} from './pages/jobs.js';
import {modelsPage} from './pages/models.js';
import {newJobPage} from './pages/new.js';
import {signInPage} from './pages/sign-in.js';

/**
 * A page is a function of `{parameters, query, signal, titled}` that answers its content; what it started ends with the
 * signal, when another page is opened.
 */
const PAGES = [
    [/^\/(?:jobs)?$/, jobsPage],
    [/^\/jobs\/([^/]+)$/, jobPage],
    [/^\/compare(?:\/([^/]+))?$/, comparePage],
    [/^\/new$/, newJobPage],
    [/^\/models(?:\/([^/]+))?$/, modelsPage],
];

const main = document.getElementById('main');
const signOut = document.getElementById('sign-out');
let leaving = new AbortController();

async function open() {
    leaving.abort();
    leaving = new AbortController();
    const {signal} = leaving;
    const [path, search] = (location.hash.slice(1) || '/jobs').split('?');
    const found = PAGES.map(([pattern, page]) => ({match: pattern.exec(path), page})).find(({match}) => match);
    markCurrent(path);
    signOut.hidden = !key.get();
    main.setAttribute('aria-busy', 'true');
    try {
        if (!found) {
            throw Object.assign(new Error(`There is no page ${path}.`), {title: 'No such page'});
        }
        const parameters = found.match.slice(1).map(part => part && decodeURIComponent(part));
        const content = await found.page({parameters, query: new URLSearchParams(search), signal, titled});
        if (!signal.aborted) {
            show(content);
        }
    } catch (problem) {
        if (problem.status !== 401 && !signal.aborted) {
            titled('Problem');
            show([h('h1', {}, 'Tunewright'), problemBox(problem)]);
        }
    } finally {
        main.removeAttribute('aria-busy');
    }
}

function show(content) {
    main.replaceChildren(...[content].flat());
    main.focus({preventScroll: true});
    window.scrollTo(0, 0);
}

function titled(title) {
    document.title = `${title} – Tunewright`;
    announce(title);
}

function markCurrent(path) {
    for (const link of document.querySelectorAll('nav a')) {
        const target = link.getAttribute('href').slice(1);
        if (path === target || path.startsWith(`${target}/`)) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
}

function askForKey() {
    leaving.abort();
    key.forget();
    signOut.hidden = true;
    titled('Sign in');
    show(signInPage(open));
    main.querySelector('input').focus();
}

const themes = ['auto', 'light', 'dark'];
const themeButton = document.getElementById('theme');

function showTheme() {
    themeButton.textContent = `Theme: ${document.documentElement.dataset.theme ?? 'auto'}`;
}

themeButton.addEventListener('click', () => {
    const now = document.documentElement.dataset.theme ?? 'auto';
    const next = themes[(themes.indexOf(now) + 1) % themes.length];
    if (next === 'auto') {
        delete document.documentElement.dataset.theme;
        localStorage.removeItem('tunewright.theme');
    } else {
        document.documentElement.dataset.theme = next;
        localStorage.setItem('tunewright.theme', next);
    }
    showTheme();
    window.dispatchEvent(new Event('themechange'));
});

signOut.addEventListener('click', askForKey);
document.querySelector('.skip').addEventListener('click', event => {
    event.preventDefault(); // The address after # is the page's.
    main.focus();
});
onUnauthorized(askForKey);
window.addEventListener('unhandledrejection', event => {
    const {reason} = event;
    if (reason?.name === 'AbortError' || reason instanceof Problem) {
        event.preventDefault(); // Of a page that was left, or an answer that is no fault of the page.
    }
    if (reason instanceof Problem && reason.status !== 401) {
        main.querySelector(':scope > .problem.passing')?.remove();
        const box = problemBox(reason);
        box.classList.add('passing');
        main.prepend(box);
    }
});
window.addEventListener('hashchange', open);
showTheme();
open();
