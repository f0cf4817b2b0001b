{{- define "tunewright.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{/* Of everything in this release; with a role behind it still a name of 63 characters. */}}
{{- define "tunewright.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- $name := include "tunewright.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* Takes dict "root" "role". */}}
{{- define "tunewright.selector" -}}
app.kubernetes.io/name: {{ include "tunewright.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "tunewright.labels" -}}
{{ include "tunewright.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "tunewright.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "tunewright.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* Takes dict "root" "own", the pods' own image. */}}
{{- define "tunewright.image" -}}
{{- $own := default dict .own }}
{{- $image := .root.Values.image }}
{{- printf "%s:%s" (default $image.repository $own.repository) (coalesce $own.tag $image.tag .root.Chart.AppVersion) }}
{{- end }}

{{- define "tunewright.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "tunewright.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "tunewright.databaseEnv" -}}
{{- $database := .Values.database }}
- name: SPRING_DATASOURCE_URL
  value: {{ printf "jdbc:postgresql://%s:%d/%s%s" $database.host (int $database.port) $database.name (empty $database.parameters | ternary "" (printf "?%s" $database.parameters)) | quote }}
- name: SPRING_DATASOURCE_USERNAME
  value: {{ $database.username | quote }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom: {secretKeyRef: {name: {{ $database.passwordSecret.name }}, key: {{ $database.passwordSecret.key }}}}
{{- end }}

{{- define "tunewright.storageEnv" -}}
{{- with .Values.storage }}
{{- if .bucket }}
- {name: TUNEWRIGHT_STORAGE_BUCKET, value: {{ .bucket | quote }}}
{{- with .prefix }}
- {name: TUNEWRIGHT_STORAGE_PREFIX, value: {{ . | quote }}}
{{- end }}
{{- with .endpoint }}
- {name: TUNEWRIGHT_STORAGE_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- with .region }}
- {name: TUNEWRIGHT_STORAGE_REGION, value: {{ . | quote }}}
{{- end }}
{{- if .credentialsSecret.name }}
- name: AWS_ACCESS_KEY_ID
  valueFrom: {secretKeyRef: {name: {{ .credentialsSecret.name }}, key: {{ .credentialsSecret.accessKey }}}}
- name: AWS_SECRET_ACCESS_KEY
  valueFrom: {secretKeyRef: {name: {{ .credentialsSecret.name }}, key: {{ .credentialsSecret.secretKey }}}}
{{- end }}
{{- else }}
- {name: TUNEWRIGHT_ARTIFACTS_PATH, value: /artifacts}
{{- end }}
{{- end }}
{{- end }}

{{- define "tunewright.hubEnv" -}}
{{- with .Values.hub }}
{{- with .endpoint }}
- {name: HF_ENDPOINT, value: {{ . | quote }}}
{{- end }}
{{- if .offline }}
- {name: HF_HUB_OFFLINE, value: "1"}
{{- end }}
{{- if .tokenSecret.name }}
- name: HF_TOKEN
  valueFrom: {secretKeyRef: {name: {{ .tokenSecret.name }}, key: {{ .tokenSecret.key }}}}
{{- end }}
{{- end }}
{{- end }}

{{- define "tunewright.securityEnv" -}}
{{- range $i, $key := .Values.security.keys }}
- {name: TUNEWRIGHT_SECURITY_KEYS_{{ $i }}_NAME, value: {{ $key.name | quote }}}
- {name: TUNEWRIGHT_SECURITY_KEYS_{{ $i }}_ROLES, value: {{ join "," $key.roles | quote }}}
- name: TUNEWRIGHT_SECURITY_KEYS_{{ $i }}_KEY
  valueFrom: {secretKeyRef: {name: {{ $key.secret.name }}, key: {{ $key.secret.key }}}}
{{- end }}
{{- with .Values.security.mode }}
- {name: TUNEWRIGHT_SECURITY_MODE, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* How long requests that run may take when a pod is to end. */}}
{{- define "tunewright.drainEnv" -}}
- {name: SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE, value: {{ .drainSeconds }}s}
{{- end }}

{{/*
PyTorch would start a thread for every core of the machine that the pod is on: it gets as many as the pod asks for.
Takes the variable's name.
*/}}
{{- define "tunewright.threadsEnv" -}}
- name: {{ . }}
  valueFrom: {resourceFieldRef: {containerName: tunewright, resource: requests.cpu}}
{{- end }}

{{- define "tunewright.predictEnv" -}}
{{ include "tunewright.drainEnv" . }}
{{ include "tunewright.threadsEnv" "TUNEWRIGHT_PREDICT_THREADS" }}
- {name: TUNEWRIGHT_PREDICT_MAXMEMORY, value: {{ .models.maxMemory | quote }}}
{{- with .models.preload }}
- {name: TUNEWRIGHT_PREDICT_PRELOAD, value: {{ join "," . | quote }}}
{{- end }}
{{- end }}

{{/* A slot that is named and cannot be had stops the start: better than a GPU node that trains on its processor. */}}
{{- define "tunewright.workerEnv" -}}
- {name: TUNEWRIGHT_WORKER_DEVICES, value: {{ .gpu.enabled | ternary "cuda:0" "cpu" | quote }}}
{{ include "tunewright.threadsEnv" "OMP_NUM_THREADS" }}
- {name: TUNEWRIGHT_WORKER_STOPGRACE, value: {{ .stopGraceSeconds }}s}
- {name: SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE, value: {{ add (mul 2 (int .stopGraceSeconds)) 30 }}s}
{{- end }}

{{/* What a pod of any role is made of. Takes dict "root" "role" "values" "env" "grace" "home" (a volume's source; none where a claim template names it). */}}
{{- define "tunewright.pod" -}}
{{- $root := .root }}
{{- $values := .values }}
metadata:
  labels:
    {{- include "tunewright.labels" . | nindent 4 }}
  annotations:
    checksum/config: {{ $root.Values.config | toYaml | sha256sum }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "tunewright.serviceAccount" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with $root.Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .grace }}
  securityContext:
    {{- include "tunewright.podSecurity" $root | nindent 4 }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "tunewright.selector" . | nindent 10 }}
  containers:
    - name: tunewright
      image: {{ include "tunewright.image" (dict "root" $root "own" $values.image) | quote }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        {{- include "tunewright.containerSecurity" $root | nindent 8 }}
      env:
        - {name: TUNEWRIGHT_ROLES, value: {{ .role }}}
        - {name: SERVER_ADDRESS, value: 0.0.0.0}
        - {name: SPRING_CONFIG_ADDITIONAL_LOCATION, value: "file:/etc/tunewright/"}
        {{- include "tunewright.databaseEnv" $root | nindent 8 }}
        {{- include "tunewright.storageEnv" $root | nindent 8 }}
        {{- include "tunewright.securityEnv" $root | nindent 8 }}
        {{- include "tunewright.hubEnv" $root | nindent 8 }}
        {{- if $root.Values.files.claim }}
        - {name: TUNEWRIGHT_FILEROOTS, value: /files}
        {{- end }}
        {{- with .env }}
        {{- . | nindent 8 }}
        {{- end }}
        {{- with concat (default list $root.Values.env) (default list $values.env) }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - {name: http, containerPort: 8080}
      # A node that cannot reach the database is not ready, but alive: it comes back by itself.
      startupProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 5
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 15
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /actuator/health/readiness, port: http}
        periodSeconds: 10
        timeoutSeconds: 12 # It waits up to ten for a connection to the database.
        failureThreshold: 2
      lifecycle:
        # Until nobody sends requests here any more.
        preStop: {exec: {command: [sleep, "5"]}}
      resources:
        {{- include "tunewright.resources" . | nindent 8 }}
      volumeMounts:
        - {name: home, mountPath: /var/lib/tunewright}
        - {name: tmp, mountPath: /tmp}
        - {name: config, mountPath: /etc/tunewright, readOnly: true}
        {{- if $root.Values.storage.claim }}
        - {name: artifacts, mountPath: /artifacts}
        {{- end }}
        {{- if $root.Values.files.claim }}
        - {name: files, mountPath: /files, readOnly: true}
        {{- end }}
  volumes:
    {{- with .home }}
    - name: home
      {{- . | nindent 6 }}
    {{- end }}
    - name: tmp
      emptyDir: {}
    - name: config
      configMap: {name: {{ include "tunewright.fullname" $root }}}
    {{- with $root.Values.storage.claim }}
    - name: artifacts
      persistentVolumeClaim: {claimName: {{ . }}}
    {{- end }}
    {{- with $root.Values.files.claim }}
    - name: files
      persistentVolumeClaim: {claimName: {{ . }}, readOnly: true}
    {{- end }}
{{- end }}

{{/* One GPU is asked for where the worker wants one: it runs one trainer. */}}
{{- define "tunewright.resources" -}}
{{- $resources := deepCopy .values.resources }}
{{- if dig "gpu" "enabled" false .values }}
{{- $limits := merge (dict .values.gpu.resource 1) (default dict $resources.limits) }}
{{- $resources = merge (dict "limits" $limits) $resources }}
{{- end }}
{{- toYaml $resources }}
{{- end }}

{{- define "tunewright.disruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "tunewright.fullname" .root }}-{{ .role }}
  labels:
    {{- include "tunewright.labels" . | nindent 4 }}
spec:
  {{- toYaml .values.disruptionBudget | nindent 2 }}
  selector:
    matchLabels:
      {{- include "tunewright.selector" . | nindent 6 }}
{{- end }}

{{- define "tunewright.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "tunewright.fullname" .root }}-{{ .role }}
  labels:
    {{- include "tunewright.labels" . | nindent 4 }}
spec:
  {{- if .headless }}
  clusterIP: None
  {{- else }}
  type: {{ .root.Values.service.type }}
  {{- end }}
  selector:
    {{- include "tunewright.selector" . | nindent 4 }}
  ports:
    - {name: http, port: {{ .root.Values.service.port }}, targetPort: http}
{{- end }}

{{/* What values.schema.json cannot say so that one understands it. */}}
{{- define "tunewright.check" -}}
{{- $oauth2 := dig "tunewright" "security" "oauth2" dict .Values.config }}
{{- if and (empty .Values.security.keys) (empty $oauth2) (ne .Values.security.mode "none") }}
{{- fail "Who may call? Give security.keys, or an issuer at config.tunewright.security.oauth2, or set security.mode=none where something else decides." }}
{{- end }}
{{- if eq (empty .Values.storage.bucket) (empty .Values.storage.claim) }}
{{- fail "Where do artifacts lie? Give one of storage.bucket and storage.claim." }}
{{- end }}
{{- if and .Values.serviceMonitor.enabled (ne .Values.security.mode "none") (empty .Values.serviceMonitor.keySecret.name) }}
{{- fail "Prometheus needs a key with the role read: give serviceMonitor.keySecret." }}
{{- end }}
{{- end }}
