/** What runs in a pod, in both forms. What may only be one of a few words is judged with the object. Amounts of CPU are billionths of a core, amounts of memory bytes, ports are texts. */
import { canonicalQuantity, nanoValue, unitValue, type core } from '../../../../api';
import type { Container, PodSpec } from '../objects/common';
import { BadValue } from '../shape';
import { isUnset } from './remembered';

type Ports = NonNullable<Container['ports']>;
type Amounts = NonNullable<NonNullable<Container['resources']>['limits']>;
type Probe = NonNullable<Container['livenessProbe']>;
type Handler = NonNullable<NonNullable<Container['lifecycle']>['postStart']>;

export const storedPodSpec = ({ restartPolicy, nodeSelector, containers = [], volumes }: PodSpec, at: string): core.PodSpec => ({
  ...(restartPolicy && { restartPolicy: restartPolicy as core.PodSpec['restartPolicy'] }),
  ...(nodeSelector && { nodeSelector }),
  containers: containers.map((container, i) => storedContainer(container, i, `${at}.containers[${i}]`)),
  ...(volumes?.length && { volumes: volumes.map(({ name = '', hostPath: { path = '', type } = {} }) => ({ name, hostPath: { path, ...(type && { type: type as core.HostPathVolumeSource['type'] }) } })) }),
  // The document's pods know no accounts: nothing of one is mounted.
  automountServiceAccountToken: false,
});

export const writtenPodSpec = ({ restartPolicy, nodeName, nodeSelector, containers, volumes }: core.PodSpec): PodSpec => ({
  restartPolicy, nodeName, nodeSelector,
  containers: containers.map(writtenContainer),
  volumes: volumes?.filter(({ projected }) => !projected).map(({ name, hostPath }) => ({ name, hostPath: { path: hostPath?.path, type: hostPath?.type } })),
});

/** Kubernetes has no container without a name. */
const nameOf = (name: string | undefined, i: number): string => name || `regular-${i}`;

function storedContainer(container: Container, i: number, at: string): core.Container {
  const { name, image = '', imagePullPolicy, command, args, env, resources = {}, ports, livenessProbe, lifecycle = {}, volumeMounts, tty } = container;
  const limits = storedAmounts(resources.limits);
  const requests = storedAmounts(resources.requests);
  const [postStart, preStop] = [storedHandler(lifecycle.postStart), storedHandler(lifecycle.preStop)];
  return {
    name: nameOf(name, i), image, ...(imagePullPolicy && { imagePullPolicy: imagePullPolicy as core.Container['imagePullPolicy'] }), ...(command && { command }), ...(args && { args }),
    ...(env && { env: env.map(({ name: variable = '', value }) => ({ name: variable, ...(value !== undefined && { value }) })) }),
    resources: { ...(limits && { limits }), ...(requests && { requests }) },
    ...(ports && { ports: storedPorts(ports, `${at}.ports`) }),
    ...(!isUnset(livenessProbe) && livenessProbe && { livenessProbe: storedProbe(livenessProbe) }),
    ...((postStart ?? preStop) && { lifecycle: { ...(postStart && { postStart }), ...(preStop && { preStop }) } }),
    ...(volumeMounts && { volumeMounts: volumeMounts.map(({ name: volume = '', mountPath = '', readOnly }) => ({ name: volume, mountPath, ...(readOnly && { readOnly }) })) }),
    ...(tty && { tty }),
  };
}

const writtenContainer = ({ name, image, imagePullPolicy, command, args, env, resources = {}, ports, livenessProbe, lifecycle = {}, volumeMounts, tty }: core.Container): Container => ({
  name, image, imagePullPolicy, command, args, tty,
  env: env?.map(({ name: variable, value }) => ({ name: variable, value })),
  resources: { limits: writtenAmounts(resources.limits), requests: writtenAmounts(resources.requests) },
  ports: ports?.map(({ name: port, hostPort, containerPort, protocol, hostIP }) =>
    ({ name: port, hostPort: hostPort ? String(hostPort) : '', containerPort: String(containerPort), protocol: protocol?.toLowerCase(), hostIP })),
  livenessProbe: livenessProbe && writtenProbe(livenessProbe),
  lifecycle: { postStart: writtenHandler(lifecycle.postStart), preStop: writtenHandler(lifecycle.preStop) },
  volumeMounts: volumeMounts?.filter(({ mountPath }) => !mountPath.startsWith('/var/run/secrets/kubernetes.io/')).map(({ name: volume, mountPath, readOnly }) => ({ name: volume, mountPath, readOnly })),
});

function storedAmounts({ cpu, memory }: Amounts = {}): Record<string, string> | undefined {
  if (!cpu && !memory) return undefined;
  return { ...(cpu && { cpu: canonicalQuantity(`${cpu}n`) }), ...(memory && { memory: canonicalQuantity(String(memory)) }) };
}

const writtenAmounts = ({ cpu, memory }: Readonly<Record<string, string>> = {}): Amounts => ({ cpu: cpu === undefined ? 0 : nanoValue(cpu), memory: memory === undefined ? 0 : unitValue(memory) });

const storedPorts = (ports: Ports, at: string): core.ContainerPort[] => ports.map(({ name, hostPort, containerPort, protocol, hostIP }, i) => ({
  ...(name && { name }),
  ...(hostPort && { hostPort: portIn(hostPort, `${at}[${i}].hostPort`) }),
  containerPort: portIn(containerPort ?? '', `${at}[${i}].containerPort`),
  ...(protocol && { protocol: protocol.toUpperCase() as core.ContainerPort['protocol'] }),
  ...(hostIP && { hostIP }),
}));

function portIn(text: string, at: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new BadValue(at, `must be the number of a port, not ${JSON.stringify(text.slice(0, 64))}`);
  return Number(text);
}

const storedProbe = ({ httpGet: { path, port = 0, host, scheme } = {}, initialDelaySeconds, timeoutSeconds, periodSeconds }: Probe): core.Probe => ({
  httpGet: { ...(path && { path }), port, ...(host && { host }), ...(scheme && { scheme: scheme.toUpperCase() as core.HTTPGetAction['scheme'] }) },
  ...(initialDelaySeconds && { initialDelaySeconds }), ...(timeoutSeconds && { timeoutSeconds }), ...(periodSeconds && { periodSeconds }),
});

const writtenProbe = ({ httpGet, initialDelaySeconds, timeoutSeconds, periodSeconds }: core.Probe): Probe => ({
  httpGet: httpGet && { path: httpGet.path, port: typeof httpGet.port === 'number' ? httpGet.port : 0, host: httpGet.host, scheme: httpGet.scheme?.toLowerCase() },
  initialDelaySeconds, timeoutSeconds, periodSeconds,
});

const storedHandler = ({ exec: { cmd = [] } = {} }: Handler = {}): core.LifecycleHandler | undefined => (cmd.length ? { exec: { command: cmd } } : undefined);
const writtenHandler = (handler: core.LifecycleHandler | undefined): Handler | undefined => (handler?.exec ? { exec: { cmd: handler.exec.command } } : undefined);
