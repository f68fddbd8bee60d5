/** What templates of stages can call beside the standard functions (kubernetes-sigs/kwok pkg/utils/gotpl/funcs.go, pkg/kwok/controllers). */
import { stringify } from 'yaml';
import type { Clock, core, KubeObject, Random } from '../../api';
import { healthyNode } from '../node-conditions';
import { addressOf, placeOf, plannedAddress, podCidr, simulatorVersion } from '../node-spec';
import type { PodAddresses } from '../pod-addresses';
import type { Functions } from '../templates';

export interface EnvironmentDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly addresses: PodAddresses;
  /** Where the kubelets listen. */
  readonly port: number;
  readonly nodeNamed: (name: string) => core.Node | undefined;
}

/** With the one that a cloud's route controller writes. */
const nodeConditions = [...healthyNode, ['NetworkUnavailable', 'False', 'RouteCreated', 'RouteController created a route']] as const;

const rfc3339 = (ms: number): string => new Date(ms).toISOString();

/** The JSON of anything, in quotes where it has none. */
function quote(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return json.startsWith('"') ? json : JSON.stringify(json);
}

/** `levels` of two spaces, on a line of its own. */
function yaml(value: unknown, levels?: unknown): string {
  const text = stringify(value ?? null, { sortMapEntries: true, lineWidth: 0, indentSeq: false, version: '1.1' });
  const pad = '  '.repeat(Math.min(Math.max(0, Number(levels ?? 0)), 100));
  return pad ? `\n${text}`.replaceAll('\n', `\n${pad}`) : text;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
const longestDraw = 1000;

const drawn = (random: Random, alphabet: string, count: unknown): string =>
  Array.from({ length: Math.min(longestDraw, Math.max(0, Math.trunc(Number(count)) || 0)) }, () => alphabet[random.int(alphabet.length)]).join('');

const between = (random: Random, low: number, high: number): number => (high > low ? low + random.int(high - low) : low);

/** Functions for templates that speak of one object. */
export function environment({ clock, random, addresses, port, nodeNamed }: EnvironmentDeps): (object: KubeObject) => Functions {
  const startTime = rfc3339(clock.now());
  const nodeIp = (name: unknown): string => {
    const node = nodeNamed(String(name));
    return (node && addressOf(node)) ?? plannedAddress(String(name));
  };
  const podIp = (nodeName: unknown, hostNetwork: unknown, uid: unknown): string => {
    const name = String(nodeName ?? '');
    if (hostNetwork === true) return nodeIp(name);
    return addresses.addressOf(String(uid ?? ''), nodeNamed(name)?.spec.podCIDR || podCidr(placeOf(name)));
  };
  const shared: Functions = {
    Quote: quote,
    YAML: yaml,
    Now: () => rfc3339(clock.now()),
    StartTime: () => startTime,
    Version: () => simulatorVersion,
    NodeConditions: () => nodeConditions.map(([type, status, reason, message]) => ({ type, status, reason, message })),
    NodeIPWith: nodeIp,
    NodeIPsWith: (name) => [nodeIp(name)],
    PodIPWith: podIp,
    PodIPsWith: (...args) => [podIp(args[0], args[1], args[2])],
    now: () => new Date(clock.now()),
    ago: (time) => `${Math.max(0, Math.round((clock.now() - new Date(String(time)).getTime()) / 1000)) || 0}s`,
    randInt: (low, high) => between(random, Math.trunc(Number(low)) || 0, Math.trunc(Number(high)) || 0),
    randAlphaNum: (count) => drawn(random, letters + digits, count),
    randAlpha: (count) => drawn(random, letters, count),
    randNumeric: (count) => drawn(random, digits, count),
    uuidv4: () => random.uuid(),
  };
  return (object) => ({ ...shared, ...about(object, nodeIp, podIp), NodePort: () => port });
}

/** Those that take no arguments mean the object: its node, or itself where it is one. */
function about({ kind, metadata, ...rest }: KubeObject, nodeIp: (name: string) => string, podIp: (node: unknown, host: unknown, uid: unknown) => string): Functions {
  const node = kind === 'Node' ? (metadata.name ?? '') : ((rest as { readonly spec?: { readonly nodeName?: string } }).spec?.nodeName ?? '');
  return {
    NodeName: () => node,
    NodeIP: () => nodeIp(node),
    PodIP: () => podIp(node, false, metadata.uid),
  };
}

/** Their names, so that a template that calls anything else is found out when it is read. */
export const environmentNames: readonly string[] = [
  'Quote', 'YAML', 'Now', 'StartTime', 'Version', 'NodeConditions', 'NodeIPWith', 'NodeIPsWith', 'PodIPWith', 'PodIPsWith', 'now', 'ago', 'randInt', 'randAlphaNum', 'randAlpha',
  'randNumeric', 'uuidv4', 'NodeName', 'NodeIP', 'NodePort', 'PodIP',
];
