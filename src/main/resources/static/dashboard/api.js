const KEY = 'tunewright.key';
/** Three heartbeats of the service: a stream that is silent for longer is broken, whatever the network says. */
const LONGEST_SILENCE = 45_000;

/** What the service answers when it refuses (RFC 9457). */
export class Problem extends Error {
    constructor(status, body) {
        super(body.detail ?? `The service answered with status ${status}.`);
        this.status = status;
        this.title = body.title ?? `Status ${status}`;
        this.code = body.code;
        this.errors = body.errors ?? [];
    }
}

/** Asked once the service wants a key that it was not given. */
let signIn = () => {};

export function onUnauthorized(listener) {
    signIn = listener;
}

export const key = {
    get: () => sessionStorage.getItem(KEY),
    set: value => sessionStorage.setItem(KEY, value),
    forget: () => sessionStorage.removeItem(KEY),
};

/**
 * @param {string} path relative to the page, so that it holds behind any prefix
 * @returns {Promise<Response>} one that succeeded
 * @throws {Problem} any other answer
 */
export async function send(path, {method = 'GET', json, body, headers = {}, signal} = {}) {
    const all = {Accept: 'application/json', ...headers};
    if (key.get()) {
        all.Authorization = `Bearer ${key.get()}`;
    }
    if (json !== undefined) {
        all['Content-Type'] = 'application/json';
    }
    const response = await reach(path, {method, headers: all, body: json === undefined ? body : JSON.stringify(json), signal});
    if (response.ok) {
        return response;
    }
    const problem = new Problem(response.status, await response.json().catch(() => ({})));
    if (response.status === 401) {
        signIn();
    }
    throw problem;
}

async function reach(path, options) {
    try {
        return await fetch(path, options);
    } catch (failure) {
        if (failure.name === 'AbortError') {
            throw failure;
        }
        throw new Problem(0, {title: 'The service does not answer', detail: `It may be starting, or be out of reach (${failure.message}).`});
    }
}

export async function get(path, signal) {
    return (await send(path, {signal})).json();
}

export async function post(path, json, options = {}) {
    return (await send(path, {method: 'POST', json, ...options})).json();
}

/** Saves an answer as a file: a link could not send the key. */
export async function download(path, name, accept = '*/*') {
    const response = await send(path, {headers: {Accept: accept}});
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Follows a stream of events, over and over where it breaks, without missing one. EventSource could not send the key.
 *
 * @param {number} after id of the last event that is known
 * @param {(event: {id: string, type: string, data: Object}) => void} onEvent
 * @param {() => Promise<boolean>} isOver asked when the stream closed
 */
export async function follow(path, after, signal, onEvent, isOver) {
    let wait = 500;
    let last = String(after);
    while (!signal.aborted) {
        try {
            const headers = {Accept: 'text/event-stream', 'Last-Event-ID': last};
            const response = await send(path, {headers, signal});
            for await (const event of events(response.body)) {
                last = event.id;
                wait = 500;
                take(event, onEvent);
            }
            if (await isOver()) {
                return;
            }
        } catch (problem) {
            if (signal.aborted || isFinal(problem)) {
                return;
            }
        }
        await new Promise(resolve => setTimeout(resolve, wait));
        wait = Math.min(wait * 2, 10_000);
    }
}

/** A mistake of the page is no fault of the stream. */
function take(event, onEvent) {
    try {
        onEvent(event);
    } catch (mistake) {
        reportError(mistake);
    }
}

/** @returns {boolean} whether asking again would get the same answer */
function isFinal(problem) {
    return problem instanceof Problem && problem.status >= 400 && problem.status < 500 && problem.status !== 429;
}

async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    try {
        for (let part = await soon(reader.read()); !part.done; part = await soon(reader.read())) {
            text += part.value;
            const frames = text.split('\n\n');
            text = frames.pop();
            yield* frames.map(frame => Object.fromEntries(frame.split('\n').map(line => {
                const colon = line.indexOf(':');
                return [line.slice(0, colon), line.slice(colon + 1).trim()];
            }))).filter(fields => fields.data).map(({id, event: type, data}) => ({id, type, data: JSON.parse(data)}));
        }
    } finally {
        reader.cancel().catch(() => {}); // Of one that broke, too.
    }
}

function soon(promise) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('The stream fell silent.')), LONGEST_SILENCE);
        promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
