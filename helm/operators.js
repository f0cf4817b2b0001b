// Checks manifests of the operators' kinds, a JSON list on standard input, by the schemas that npm's packages carry.
const {readFileSync} = require('fs');

const PACKAGES = {
    'keda.sh': '@kubernetes-models/keda',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

for (const manifest of JSON.parse(readFileSync(0, 'utf8'))) {
    const {apiVersion, kind, metadata} = manifest;
    const models = require(`${PACKAGES[apiVersion.split('/')[0]]}/${apiVersion}/${kind}`);
    try {
        new models[kind](manifest).validate();
    } catch (error) {
        console.log(`${kind}/${metadata.name}: ${error.message}`);
        process.exitCode = 1;
    }
}
