/**
 * Applications and deployments as they are sent (sections 5.1 to 5.4 of the document's specification): read as Go reads them, names in any
 * case. What is sent besides is kept by whoever keeps the text.
 */
import { Cursor, anything, flag, float, integer, list, optional, record, struct as exact, text, type Of } from '../go-json';
import { metadata, readAs, struct } from './reading';

export { DefinitionFault } from './reading';

const int = integer('int');
const int64 = integer('int64');

const amounts = struct('ResourceList', { cpu: text, memory: text, storage: text });

const extendedResource = struct('ExtendedResource', { Name: text, Value: float, Capacity: float, Socket: text });

const resources = struct('ResourceRequirements', { limits: amounts, requests: amounts, extendedResources: list(extendedResource) });

const keyValue = struct('KeyValue', { key: text, value: text });

const http = struct('HttpHealthCheck', { port: int, portName: text, scheme: text, path: text, headers: record(text) });
const tcp = struct('TcpHealthCheck', { port: int, portName: text });

const healthCheck = struct('HealthCheck', {
  type: text, protocol: text, delaySeconds: int, gracePeriodSeconds: int, intervalSeconds: int, timeoutSeconds: int, consecutiveFailures: int,
  http: optional(http), tcp: optional(tcp), command: optional(struct('CommandHealthCheck', { value: text })),
});

const port = struct('ContainerPort', { name: text, containerPort: int, hostPort: int, protocol: text, hostIP: text });

const volume = struct('VolumeUnit', { name: text, volume: struct('Volume', { hostPath: text, mountPath: text, subPath: text, readOnly: flag }) });

const configItem = struct('ConfigMapItem', { type: text, dataKey: text, dataKeyAlias: text, keyOrPath: text, subPath: text, readOnly: flag, user: text });
const configReference = struct('ConfigMap', { name: text, items: list(configItem) });
const secretItem = struct('SecretItem', { type: text, dataKey: text, keyOrPath: text, subPath: text, readOnly: flag, user: text });
const secretReference = struct('Secret', { secretName: text, items: list(secretItem) });

const shared = {
  env: list(struct('EnvVar', { name: text, value: text })),
  resources, ports: list(port), healthChecks: list(healthCheck), configmaps: list(configReference), secrets: list(secretReference), workingDir: text,
};

const container = struct('Container', {
  ...shared,
  name: text, type: text, hostname: text, command: text, args: list(text), parameters: list(keyValue), image: text, imagePullUser: text, imagePullPasswd: text,
  imagePullPolicy: text, privileged: flag, volumes: list(volume),
});

const processOf = struct('Process', {
  ...shared,
  procName: text, procGroup: text, user: text, workPath: text, startCmd: text, checkCmd: text, stopCmd: text, restartCmd: text, reloadCmd: text, killCmd: text, pidFile: text, logPath: text,
  cfgPath: text, argsArr: list(text),
  uris: list(struct('Uri', { value: text, user: text, pwd: text, outputDir: text, pullPolicy: text })), startGracePeriod: int64,
});

const template = struct('PodTemplateSpec', {
  metadata: struct('ObjectMeta', { name: text, namespace: text, labels: record(text), annotations: record(text) }),
  spec: struct('PodSpec', {
    containers: list(container), processes: list(processOf), networkMode: text, networkType: text, netLimit: optional(struct('NetLimit', { egressLimit: int })), nodeSelector: record(text),
  }),
});

const item = struct('ConstraintData', {
  name: text, operate: text, type: int,
  scalar: optional(struct('Value_Scalar', { value: float })),
  ranges: optional(list(optional(struct('Value_Range', { begin: int64, end: int64 })))),
  text: optional(struct('Value_Text', { value: text })),
  set: optional(struct('Value_Set', { item: list(text) })),
});

const constraint = struct('Constraint', { intersectionItem: list(optional(struct('ConstraintDataItem', { unionData: list(optional(item)) }))) });

const policies = {
  restartPolicy: struct('RestartPolicy', { policy: text, interval: int, backoff: int, maxtimes: int, hostRetainTime: int64 }),
  killPolicy: struct('KillPolicy', { gracePeriod: int64 }),
  constraint: optional(constraint),
};

const application = struct('ReplicaController', {
  apiVersion: text, kind: text, metadata, ...policies,
  spec: struct('ReplicaControllerSpec', { instance: int, selector: record(text), template: optional(template) }),
});

const rolling = struct('RollingUpdate', {
  maxUnavilable: int, maxUnavailable: int, maxSurge: int, upgradeDuration: int64, rollingOrder: text, rollingManually: flag, autoUpgrade: flag, pause: flag,
});

const deployment = struct('BcsDeployment', {
  apiVersion: text, kind: text, metadata, ...policies,
  spec: struct('BcsDeploymentSpec', {
    instance: int, selector: optional(record(text)), template: optional(template), strategy: struct('UpgradeStrategy', { type: text, rollingupdate: optional(rolling) }), pauseDeployment: flag,
  }),
});

export type ApplicationDefinition = Of<typeof application>;
export type DeploymentDefinition = Of<typeof deployment>;
export type PodTemplate = Of<typeof template>;
export type Container = Of<typeof container>;
export type Process = Of<typeof processOf>;
export type Resources = Of<typeof resources>;
export type ContainerPort = Of<typeof port>;
export type HealthCheck = Of<typeof healthCheck>;
export type RollingUpdate = Of<typeof rolling>;

/** `json`: well-formed. Throws DefinitionFault. */
export const readApplication = (json: string): ApplicationDefinition => readAs(application, json);
export const readDeployment = (json: string): DeploymentDefinition => readAs(deployment, json);

/** A member of what was sent, whatever it is, as it was sent. */
export const memberText = (json: string, name: string): string | undefined => exact('Object', { [name]: anything }).read(new Cursor(json), {})[name] as string | undefined;
