/** The command line as data: every flag once, with its environment variable, default and the commands that take it. */
import { parseGoDuration } from '../api';
import { defaultK8sCluster, defaultMesosCluster, globalSchedulerOptions, readSchedulerSwitches, readSwitches, type AuditSettings, type Limits } from '../apiserver';
import { pluginFault, type PluginChoice } from '../registry';
import { defaultPrefix, recordLevels, type RecordOptions } from '../scheduler';
import type { BcsSchedulerChoice, BcsStorageChoice, GlobalSchedulerChoice, Minik8sChoice } from './cluster-options';
import { flagRows, helpRows, integer, listed, oneOf, orNothing, readCommandLine, someOf, table, UsageError, type Environment, type Flag } from './flag';

export type Command = 'up' | 'apiserver' | 'scheduler' | 'controllers' | 'kubelet-sim';

export const commands: Readonly<Record<Command, string>> = {
  up: 'everything in one process: API server, scheduler, controllers, simulated nodes',
  apiserver: 'the API server alone',
  scheduler: 'the scheduler alone (one of several leads)',
  controllers: 'the controllers alone (one of several leads)',
  'kubelet-sim': 'the simulated nodes alone (one of several leads)',
};

export interface Settings {
  readonly dataDir: string;
  readonly store: string;
  /** Of a component: the API server to work over instead of the store; '' for none. */
  readonly server: string;
  readonly bind: string;
  readonly port: number;
  /** Undefined: not said. */
  readonly nodes: number | undefined;
  /** A file; '' for none. */
  readonly nodeTemplate: string;
  readonly nodeSelector: string;
  readonly componentThread: boolean;
  readonly stages: 'fast' | 'general';
  /** Exec and PortForward objects may run programs of this machine. */
  readonly allowLocalExec: boolean;
  /** A folder; '' for none. */
  readonly allowLogFiles: string;
  /** 0: none. */
  readonly dnsPort: number;
  /** 0: none. */
  readonly gatewayPort: number;
  /** 0: none. */
  readonly serverlessPort: number;
  /** A file; '' for none. */
  readonly schedulerConfig: string;
  readonly schedulerRecords: RecordOptions;
  readonly kubeconfig: string;
  readonly allowHost: readonly string[];
  readonly insecureBind: boolean;
  readonly corsAllowedOrigins: readonly string[];
  /** 0: none. */
  readonly schedulerSimulatorPort: number;
  readonly minik8sPort: number;
  readonly minik8s: Minik8sChoice;
  readonly bcsStorage: BcsStorageChoice;
  readonly bcsScheduler: BcsSchedulerChoice;
  /** 0: none. */
  readonly globalSchedulerPort: number;
  readonly globalScheduler: GlobalSchedulerChoice;
  readonly legacyVersions: boolean;
  readonly eventTtlSeconds: number;
  readonly admissionPlugins: PluginChoice;
  readonly limits: Limits;
  readonly requestTimeoutMs: number;
  readonly audit: AuditSettings;
  readonly logLevel: string;
  readonly logFormat: string;
}

interface CommandFlag extends Flag {
  /** Absent: all. */
  readonly commands?: readonly Command[];
}

const serving: readonly Command[] = ['up', 'apiserver'];
const parts: readonly Command[] = ['scheduler', 'controllers', 'kubelet-sim'];
const placing: readonly Command[] = ['up', 'scheduler'];
const simulating: readonly Command[] = ['up', 'kubelet-sim'];

const isDuration = (text: string): string | undefined => (parseGoDuration(text) === undefined ? 'must be a duration such as 30m or 1h30m' : undefined);

const isPositiveDuration = (text: string): string | undefined => ((parseGoDuration(text) ?? 0) > 0 ? undefined : 'must be a duration above zero such as 30s or 1m30s');

const isPrefix = (text: string): string | undefined =>
  (/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/$/.test(text) ? undefined : 'must be a domain and a slash, such as example.com/');

const isStore = (text: string): string | undefined =>
  (/^(file:\/\/.|memory:|etcd:\/\/.)/.test(text) ? undefined : 'must begin with file://, memory: or etcd://');

export const flags: readonly CommandFlag[] = [
  { name: 'data-dir', value: 'DIR', fallback: '.minikapi', help: 'where the embedded store and the kubeconfig live' },
  { name: 'store', value: 'URL', fallback: 'file://<data-dir>/store', help: 'file://DIR (embedded), memory: (forgets all), or etcd://host:port[,host:port][/prefix]', check: isStore },
  { name: 'server', value: 'URL', fallback: '', help: 'work over the API of a server instead of the store', commands: parts },
  { name: 'bind', value: 'ADDRESS', fallback: '127.0.0.1', help: 'address to listen on', commands: serving },
  { name: 'port', value: 'PORT', fallback: '8080', help: 'port to listen on; 0 takes a free one', commands: serving, check: integer(0, 65535) },
  { name: 'nodes', value: 'N', fallback: '', help: 'simulated nodes, node-1 and on; 3 by default, none beside a node template', commands: simulating, check: orNothing(integer(0, 20000)) },
  { name: 'node-template', value: 'FILE', fallback: '', help: 'further simulated nodes, in pools: YAML documents of kind Node or NodePool', commands: simulating },
  { name: 'manage-nodes-with-label-selector', value: 'SELECTOR', fallback: '', help: 'simulate the nodes with these labels too, whoever made them', commands: simulating },
  { name: 'component-thread', value: 'on|off', fallback: 'on', help: 'run scheduler, controllers and simulated nodes in a thread of their own, so that no request waits for them; off takes a third less memory', commands: ['up'], check: oneOf('on', 'off') },
  { name: 'stages', value: 'fast|general', fallback: 'fast', help: 'how pods live without Stage objects: at once, or with the times that pulling, probes and hooks take', commands: simulating, check: oneOf('fast', 'general') },
  { name: 'allow-local-exec', fallback: 'false', help: 'let Exec and PortForward objects run programs of this machine: whoever reaches the API may then do what you may', commands: simulating },
  { name: 'allow-log-files', value: 'DIR', fallback: '', help: 'let Logs and Attach objects show the files in this folder', commands: simulating },
  { name: 'dns-port', value: 'PORT', fallback: '0', help: 'answer names of services and of Dns objects there, on loopback, over UDP and TCP; 0 for none', commands: simulating, check: integer(0, 65535) },
  { name: 'gateway-port', value: 'PORT', fallback: '0', help: 'pass HTTP requests for hosts of Dns objects on to pods there, on loopback; 0 for none', commands: simulating, check: integer(0, 65535) },
  { name: 'serverless-port', value: 'PORT', fallback: '28080', help: 'call functions there, on loopback, as POST /NAMESPACE/NAME; 0 for none', commands: simulating, check: integer(0, 65535) },
  { name: 'scheduler-config', value: 'FILE', fallback: '', help: 'a KubeSchedulerConfiguration (v1): profiles, plugins, extenders', commands: ['up'] },
  { name: 'config', value: 'FILE', fallback: '', help: 'a KubeSchedulerConfiguration (v1): profiles, plugins, extenders', commands: ['scheduler'] },
  { name: 'kubeconfig', value: 'FILE', fallback: '<data-dir>/kubeconfig', help: 'where to write the kubeconfig', commands: serving },
  { name: 'allow-host', value: 'HOST[,HOST]', fallback: '', help: 'further Host headers to answer, and Origins of WebSockets (others than loopback are refused against DNS rebinding)', commands: serving },
  { name: 'insecure-bind', fallback: 'false', help: 'allow an address other than loopback although there is no TLS and no authentication', commands: serving },
  { name: 'cors-allowed-origins', value: 'ORIGIN[,ORIGIN]', fallback: '', help: 'origins of pages that may ask from a browser (http://localhost:3000); * for all, without credentials', commands: serving },
  { name: 'scheduler-records', value: 'off|explain|annotations', fallback: 'off', help: "what is kept of the scheduler's decisions: nothing, the latest of each pod in memory, or all of them as kube-scheduler-simulator's annotations too", commands: placing, check: oneOf(...recordLevels) },
  { name: 'scheduler-records-prefix', value: 'PREFIX', fallback: defaultPrefix, help: 'of the names of these annotations', commands: placing, check: isPrefix },
  { name: 'scheduler-simulator-port', value: 'PORT', fallback: '0', help: "a port for kube-scheduler-simulator's API alone (theirs is 1212), which the main port serves too; 0 for none", commands: serving, check: integer(0, 65535) },
  { name: 'minik8s-port', value: 'PORT', fallback: '8090', help: "a port for the minik8s document's API, of which the main port serves /apis/v1/; 0 for none", commands: serving, check: integer(0, 65535) },
  { name: 'minik8s-options', value: 'NAME[,NAME]', fallback: '', help: 'legacyStringData: answers as the clients of the original read them; failedPhase: workflows that failed say so', commands: serving, check: someOf('legacyStringData', 'failedPhase') },
  { name: 'bcs-k8s-cluster', value: 'ID', fallback: defaultK8sCluster, help: "under which id this cluster's own objects appear in the BCS storage API; empty for none", commands: serving },
  { name: 'bcs-storage-options', value: 'NAME=VALUE[,NAME=VALUE]', fallback: '', help: 'where the BCS storage API is to answer otherwise than its document (codes=upstream, http=strict, …): docs/dialects/bcs-storage.md lists them', commands: serving, check: (text) => readSwitches(text).fault },
  { name: 'bcs-mesos-cluster', value: 'ID', fallback: defaultMesosCluster, help: 'of which cluster the BCS scheduler API is, and under which id its objects appear in the BCS storage API; empty for none', commands: serving },
  { name: 'bcs-scheduler-options', value: 'NAME=VALUE[,NAME=VALUE]', fallback: '', help: 'where the BCS scheduler API is to answer otherwise than its document (http=always200, kind=anyCase, …): docs/dialects/bcs-scheduler-requests.md lists them', commands: serving, check: (text) => readSchedulerSwitches(text).fault },
  { name: 'gs-config', value: 'DIR', fallback: '', help: "the Global Scheduler's configuration: conf.yaml, sites.json and the others", commands: serving },
  { name: 'global-scheduler-port', value: 'PORT', fallback: '0', help: "a port for the Global Scheduler's API alone (theirs is 13443), of which the main port serves /v1/allocations; 0 for none", commands: serving, check: integer(0, 65535) },
  { name: 'gs-options', value: 'NAME[,NAME]', fallback: '', help: 'faithful: as the demo does it, oddities included; strictNoFit: 409 where nothing fits; extensions: allocations can be listed, read and released', commands: serving, check: someOf(...globalSchedulerOptions) },
  { name: 'legacy-versions', value: 'on|off', fallback: 'on', help: 'serve the beta versions that Kubernetes 1.20 served (batch/v1beta1, policy/v1beta1, …)', commands: serving, check: oneOf('on', 'off') },
  { name: 'event-ttl', value: 'DURATION', fallback: '1h0m0s', help: 'how long events are kept after their last write; 0 keeps them', commands: serving, check: isDuration },
  { name: 'enable-admission-plugins', value: 'NAME[,NAME]', fallback: '', help: 'admission plugins to run in addition to those that are on by default', commands: serving },
  { name: 'disable-admission-plugins', value: 'NAME[,NAME]', fallback: '', help: 'admission plugins not to run although they are on by default', commands: serving },
  { name: 'max-requests-inflight', value: 'N', fallback: '400', help: 'requests that read and run at once, watches and streams apart; beyond it 429; 0 for any number', commands: serving, check: integer(0, 1_000_000) },
  { name: 'max-mutating-requests-inflight', value: 'N', fallback: '200', help: 'the same for requests that write', commands: serving, check: integer(0, 1_000_000) },
  { name: 'request-timeout', value: 'DURATION', fallback: '1m0s', help: 'how long a request may take, watches and streams apart; beyond it 504', commands: serving, check: isPositiveDuration },
  { name: 'audit-policy-file', value: 'FILE', fallback: '', help: 'which requests are audited and how much of each: an audit.k8s.io/v1 Policy', commands: serving },
  { name: 'audit-log-path', value: 'FILE', fallback: '', help: 'where audit events are written, a line each; - for stdout', commands: serving },
  { name: 'audit-log-maxsize', value: 'MEGABYTES', fallback: '0', help: 'the audit log is set aside when it has grown to this; 0 for 100', commands: serving, check: integer(0, 1_000_000) },
  { name: 'audit-log-maxbackup', value: 'N', fallback: '0', help: 'audit logs set aside that are kept; 0 keeps all', commands: serving, check: integer(0, 1_000_000) },
  { name: 'log-level', value: 'LEVEL', fallback: 'info', help: 'error, warn, info or debug', check: oneOf('error', 'warn', 'info', 'debug') },
  { name: 'log-format', value: 'FORMAT', fallback: 'text', help: 'text or json', check: oneOf('text', 'json') },
];

const takenBy = (command: Command): readonly CommandFlag[] => flags.filter((flag) => flag.commands?.includes(command) ?? true);

/** Settings of a command from its arguments, then the environment, then the defaults. Throws UsageError. */
export function parseSettings(command: Command, args: readonly string[], env: Environment): Settings {
  const given = readCommandLine(takenBy(command), args, env);
  const text = (name: string): string => (takenBy(command).some((flag) => flag.name === name) ? given.text(name) : flags.find((flag) => flag.name === name)?.fallback ?? '');
  const dataDir = text('data-dir');
  const inDataDir = (name: string): string => text(name).replace('<data-dir>', dataDir);
  return {
    dataDir,
    store: inDataDir('store'),
    server: text('server'),
    bind: text('bind'),
    port: Number(text('port')),
    nodes: text('nodes') === '' ? undefined : Number(text('nodes')),
    nodeTemplate: text('node-template'),
    nodeSelector: text('manage-nodes-with-label-selector'),
    componentThread: text('component-thread') === 'on',
    stages: text('stages') === 'general' ? 'general' : 'fast',
    allowLocalExec: ['true', '1'].includes(text('allow-local-exec')),
    allowLogFiles: text('allow-log-files'),
    dnsPort: Number(text('dns-port')),
    gatewayPort: Number(text('gateway-port')),
    serverlessPort: Number(text('serverless-port')),
    schedulerConfig: text('scheduler-config') || text('config'),
    schedulerRecords: { level: recordLevels.find((level) => level === text('scheduler-records')), prefix: text('scheduler-records-prefix') },
    kubeconfig: inDataDir('kubeconfig'),
    allowHost: listed(text('allow-host')),
    insecureBind: ['true', '1'].includes(text('insecure-bind')),
    corsAllowedOrigins: listed(text('cors-allowed-origins')),
    schedulerSimulatorPort: Number(text('scheduler-simulator-port')),
    minik8sPort: Number(text('minik8s-port')),
    minik8s: Object.fromEntries(listed(text('minik8s-options')).map((name) => [name, true])),
    bcsStorage: { k8sCluster: text('bcs-k8s-cluster'), switches: readSwitches(text('bcs-storage-options')).switches },
    bcsScheduler: { cluster: text('bcs-mesos-cluster'), switches: readSchedulerSwitches(text('bcs-scheduler-options')).switches },
    globalSchedulerPort: Number(text('global-scheduler-port')),
    globalScheduler: { ...(text('gs-config') && { configDir: text('gs-config') }), ...Object.fromEntries(listed(text('gs-options')).map((name) => [name, true])) },
    legacyVersions: text('legacy-versions') === 'on',
    eventTtlSeconds: Math.ceil((parseGoDuration(text('event-ttl')) ?? 0) / 1000),
    admissionPlugins: pluginChoice({ enable: listed(text('enable-admission-plugins')), disable: listed(text('disable-admission-plugins')) }),
    limits: { readOnly: Number(text('max-requests-inflight')), mutating: Number(text('max-mutating-requests-inflight')) },
    requestTimeoutMs: parseGoDuration(text('request-timeout')) ?? 0,
    audit: {
      policyFile: text('audit-policy-file'), logPath: text('audit-log-path'), maxSizeMegabytes: Number(text('audit-log-maxsize')), maxBackups: Number(text('audit-log-maxbackup')),
    },
    logLevel: text('log-level'),
    logFormat: text('log-format'),
  };
}

function pluginChoice(choice: PluginChoice): PluginChoice {
  const fault = pluginFault(choice);
  if (fault) throw new UsageError(fault);
  return choice;
}

/** `tools`: the summaries of further commands, by name. */
export function helpText(command: Command | undefined, tools: Readonly<Record<string, string>> = {}): string {
  const usage = command ? `minikapi ${command} [flags]\n\n  ${commands[command]}` : 'minikapi <command> [flags]\n\nCommands:\n' + table(Object.entries({ ...commands, ...tools }));
  return `Usage: ${usage}\n\nFlags:\n${table([...flagRows(command ? takenBy(command) : flags), ...helpRows])}\n`;
}
