"""Checks rendered manifests: by the schemas of Kubernetes and of the operators, and by what this chart promises of its pods.

    python3 validate.py NAME FILE...

NAME is shown. Kinds of operators are handed to operators.mjs beside this file. Called by check.
"""

import json
import pathlib
import re
import subprocess
import sys

import kubernetes_validate
import yaml

VERSIONS = ["1.27", kubernetes_validate.latest_version()]
OPERATORS = ("keda.sh/", "monitoring.coreos.com/")


def main(name, files):
    manifests = [document for file in files for document in yaml.safe_load_all(pathlib.Path(file).read_text()) if document]
    wrong = []
    for manifest in manifests:
        title = f"{manifest['kind']}/{manifest['metadata']['name']}"
        if not manifest["apiVersion"].startswith(OPERATORS):
            for version in VERSIONS:
                try:
                    kubernetes_validate.validate(manifest, version, strict=True)
                except kubernetes_validate.ValidationError as error:
                    wrong.append(f"{title} ({version}): {error.message}")
        wrong += [f"{title}: {promise}" for promise in broken(manifest)]
    titles = [(m["kind"], m["metadata"]["name"]) for m in manifests]
    wrong += [f"{kind}/{name} is there twice" for kind, name in set(titles) if titles.count((kind, name)) > 1]
    theirs = [manifest for manifest in manifests if manifest["apiVersion"].startswith(OPERATORS)]
    if theirs:
        node = pathlib.Path(__file__).with_name("operators.mjs")
        checked = subprocess.run(["node", node], input=json.dumps(theirs), text=True, capture_output=True)
        if checked.returncode:
            wrong.append(checked.stdout + checked.stderr)
    if wrong:
        sys.exit(f"{name}:\n  " + "\n  ".join(wrong))
    print(f"{name}: {len(manifests)} manifests, {len(theirs)} of them of operators, Kubernetes {' and '.join(VERSIONS)}")


def broken(manifest):
    """What this chart promises of its pods, and of the way to them, and this manifest does not keep."""
    for rule in manifest["spec"].get("rules", []) if manifest["kind"] == "Ingress" else []:
        ways = {path["path"]: path["backend"]["service"]["name"].rsplit("-", 1)[1] for path in rule["http"]["paths"]}
        if ways != {"/": "api", "/predict": "predict", "/models": "predict", "/v2": "predict"}:
            yield f"leads elsewhere than the roles answer: {ways}"
    template = manifest.get("spec", {}).get("template")
    if not template:
        return
    pod = template["spec"]
    if not pod["securityContext"]["runAsNonRoot"] or pod["automountServiceAccountToken"]:
        yield "runs as root, or gets a token of the cluster"
    for container in pod["containers"]:
        security = container["securityContext"]
        if not security["readOnlyRootFilesystem"] or security["allowPrivilegeEscalation"] or security["capabilities"] != {"drop": ["ALL"]}:
            yield "its container may do more than it has to"
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        claims = {claim["metadata"]["name"] for claim in manifest["spec"].get("volumeClaimTemplates", [])}
        if mounted != {volume["name"] for volume in pod["volumes"]} | claims:
            yield "mounts other volumes than it has"
        environment = {variable["name"]: variable.get("value") for variable in container["env"]}
        if any(re.search("PASSWORD|SECRET|_KEY$|TOKEN", name) and value is not None for name, value in environment.items()):
            yield "has a secret in its environment that is no reference"
        grace = environment.get("TUNEWRIGHT_WORKER_STOPGRACE")
        if grace and pod["terminationGracePeriodSeconds"] < 2 * int(grace.rstrip("s")) + 30:
            yield "is killed before its trainer has stopped and its checkpoint is stored"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
