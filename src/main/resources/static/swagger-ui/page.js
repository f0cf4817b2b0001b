// Shows the interface with Swagger UI; asks for a key where the service wants one. The dashboard keeps its key at the same
// place, in this tab alone.
const KEY = 'tunewright.key';
const form = document.getElementById('sign-in');

const theme = localStorage.getItem('tunewright.theme');
const dark = theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
document.documentElement.classList.toggle('dark-mode', dark);

async function start() {
    const key = sessionStorage.getItem(KEY);
    const answer = await fetch('../v3/api-docs', {headers: key ? {Authorization: `Bearer ${key}`} : {}});
    if (answer.status === 401 || answer.status === 403) {
        sessionStorage.removeItem(KEY);
        ask(key ? 'The service does not know this key, or it may not read the interface.' : 'The service wants to know who asks.');
        return;
    }
    if (!answer.ok) {
        ask(`The service answered with status ${answer.status}.`);
        return;
    }
    const spec = await answer.json();
    spec.servers = [{url: new URL('..', location.href).href.replace(/\/$/, '')}]; // As this page was reached: behind any prefix.
    const ui = SwaggerUIBundle({
        spec,
        dom_id: '#interface',
        deepLinking: true,
        filter: true,
        validatorUrl: null,
        defaultModelsExpandDepth: 0,
        docExpansion: 'list',
        onComplete: () => key && ui.preauthorizeApiKey('bearer', key),
    });
}

function ask(reason) {
    document.getElementById('reason').textContent = reason;
    form.hidden = false;
    document.getElementById('key').focus();
}

form.addEventListener('submit', event => {
    event.preventDefault();
    sessionStorage.setItem(KEY, document.getElementById('key').value.trim());
    form.hidden = true;
    start();
});

start();
