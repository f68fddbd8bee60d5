/** Logs, Exec, Attach and PortForward of kwok.x-k8s.io/v1alpha1, each of one pod or (Cluster…) of many: what comes of looking into pods (kubernetes-sigs/kwok pkg/apis/v1alpha1). */
import type { PodSelector } from '../rules/pod-rules';
import { count, flag, list, manifest, podSelector, record, text, type ResourceNames, type Shape, type WithConditions } from './shapes';

interface Spec {
  /** Of those that speak of many pods. */
  readonly selector?: PodSelector;
}

export interface LogRule {
  readonly containers?: readonly string[];
  readonly logsFile?: string;
  readonly previousLogsFile?: string;
  readonly follow?: boolean;
}

export interface AttachRule {
  readonly containers?: readonly string[];
  readonly logsFile?: string;
}

export interface ExecRule {
  readonly containers?: readonly string[];
  readonly local?: LocalExec;
}

export interface LocalExec {
  readonly workDir?: string;
  readonly envs?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: { readonly runAsUser?: number; readonly runAsGroup?: number };
}

export interface ForwardRule {
  readonly ports?: readonly number[];
  readonly target?: { readonly port: number; readonly address: string };
  readonly command?: readonly string[];
}

export type Logs = WithConditions & { readonly spec: Spec & { readonly logs?: readonly LogRule[] } };
export type Attach = WithConditions & { readonly spec: Spec & { readonly attaches?: readonly AttachRule[] } };
export type Exec = WithConditions & { readonly spec: Spec & { readonly execs?: readonly ExecRule[] } };
export type PortForward = WithConditions & { readonly spec: Spec & { readonly forwards?: readonly ForwardRule[] } };

const containers = list({ type: 'string' }, 'names of the containers; all of them without names');

const log = record('the log of some containers', {
  containers, logsFile: text('a file with their log'), previousLogsFile: text('a file with the log of their run before'), follow: flag('whether the log grows; it is followed as long as somebody asks for it'),
});

const attach = record('what attaching to some containers shows', { containers, logsFile: text('a file whose new lines are shown') });

const id = (what: string): Shape => count(what, 'int64');
const exec = record('what runs in some containers', {
  containers,
  local: record('a process of this machine', {
    workDir: text('where it runs'),
    envs: list(record('a variable', { name: { ...text('its name'), minLength: 1 }, value: text('its value') }, ['name']), 'its environment, beside that of the simulator'),
    securityContext: record('who it runs as', { runAsUser: id('the user'), runAsGroup: id('the group') }),
  }),
});

const port = (what: string): Shape => ({ ...count(what), format: 'int32', maximum: 65535 });
const forward = record('where some ports lead', {
  ports: list(port('a port'), 'the ports; all of them without any'),
  target: record('an address of this machine', { port: port('its port'), address: { ...text('its address'), minLength: 1 } }, ['port', 'address']),
  command: list({ type: 'string' }, 'a process of this machine that reads and writes what is sent; goes before the target'),
});

interface Pair {
  readonly names: readonly [ResourceNames, ResourceNames];
  readonly manifests: ReturnType<typeof manifest>[];
}

/** Of one pod, and of many. */
function pair(kind: string, plural: string, member: string, what: string, item: Shape): Pair {
  const names = (prefix: string, scope: ResourceNames['scope']): ResourceNames =>
    ({ group: 'kwok.x-k8s.io', version: 'v1alpha1', kind: prefix + kind, plural: prefix.toLowerCase() + plural, scope });
  const [own, cluster] = [names('', 'Namespaced'), names('Cluster', 'Cluster')];
  const members = { [member]: list(item, 'what holds for which of its containers or ports; what names one goes first') };
  return {
    names: [own, cluster],
    manifests: [
      manifest(own, `${what} of the pod of the same name`, record('what holds', members, [member])),
      manifest(cluster, `${what} of pods`, record('for which pods, and what holds', { selector: podSelector, ...members }, [member])),
    ],
  };
}

const [logs, attaches, execs, forwards] = [
  pair('Logs', 'logs', 'logs', 'logs', log), pair('Attach', 'attaches', 'attaches', 'what attaching shows', attach),
  pair('Exec', 'execs', 'execs', 'what runs by exec in containers', exec), pair('PortForward', 'portforwards', 'forwards', 'where ports lead', forward),
] as const;

export const streamNames = { logs: logs.names, attaches: attaches.names, execs: execs.names, forwards: forwards.names } as const;
export const streamManifests = [logs, attaches, execs, forwards].flatMap(({ manifests }) => manifests);
