// Checks manifests of the operators' kinds, a JSON list on standard input, by the schemas that npm's packages carry.
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

const PACKAGES = {
    'keda.sh': '@kubernetes-models/keda',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

for (const manifest of JSON.parse(readFileSync(0, 'utf8'))) {
    const {apiVersion, kind, metadata} = manifest;
    // Modules are not looked for in NODE_PATH.
    const file = `${process.env.NODE_PATH}/${PACKAGES[apiVersion.split('/')[0]]}/${apiVersion}/${kind}.js`;
    const models = await import(pathToFileURL(file));
    try {
        new models[kind](manifest).validate();
    } catch (error) {
        console.log(`${kind}/${metadata.name}: ${error.message}`);
        process.exitCode = 1;
    }
}
