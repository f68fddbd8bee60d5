/**
 * Agents, which are Nodes, as the BCS scheduler sees them: what the node says of itself, and over that what its setting says (sections 5.7, 7.3 and
 * 7.4 of the document's specification).
 */
import type { BcsAgentSetting } from '../kinds/bcs/bcsagentsettings';
import type * as core from '../schema/types/core.v1';
import type { Attribute, Attributes } from './constraints';
import * as marks from './marks';
import { objectName } from './names';

export interface Agent {
  readonly ip: string;
  readonly hostname: string;
  /** What the node says of itself: its labels, and its address as `InnerIP`. */
  readonly reported: Attributes;
  /** With what its setting says, which counts before it. */
  readonly attributes: Attributes;
  /** Taints: `key=value`, each once. */
  readonly noSchedule: readonly string[];
  readonly disabled: boolean;
  /** Nothing can be placed there just now. */
  readonly lost: boolean;
}

const addressOf = ({ status }: core.Node, kind: string): string | undefined => status?.addresses?.find(({ type }) => type === kind)?.address;

/** By what settings know it; a node without an address goes by its name. */
export const agentIp = (node: core.Node): string => addressOf(node, 'InternalIP') ?? node.metadata.name ?? '';

/** The name of the setting of an address. */
export const settingName = (ip: string): string => objectName(ip);

export const settingIp = ({ metadata, spec }: BcsAgentSetting): string => spec.innerIP ?? metadata.name ?? '';

export function agentOf(node: core.Node, setting: BcsAgentSetting | undefined): Agent {
  const ip = agentIp(node);
  const reported = reportedBy(node, ip);
  const noSchedule = [...new Set([...taintsOf(setting), ...(node.spec?.taints ?? []).filter(isOrdinary).map(({ key, value = '' }) => `${key}=${value}`)])];
  return {
    ip, reported, noSchedule,
    hostname: addressOf(node, 'Hostname') ?? node.metadata.name ?? '',
    attributes: new Map([...reported, ...attributesOf(setting), ...(noSchedule.length ? [['NoSchedule', { kind: 'set', items: noSchedule }] as const] : [])]),
    disabled: setting?.spec.disabled === true || node.spec?.unschedulable === true,
    lost: node.metadata.annotations?.[marks.lostAnnotation] !== undefined || (node.spec?.taints ?? []).some(isAilment),
  };
}

const reportedBy = ({ metadata: { labels = {} } }: core.Node, ip: string): Attributes =>
  new Map<string, Attribute>([...Object.entries(labels).map(([name, value]) => [name, { kind: 'text', value }] as const), ['InnerIP', { kind: 'text', value: ip }]]);

/** It is only there: the agent is as it would be without. Most are so. */
export const saysNothing = ({ spec: { disabled, strings, scalars, noSchedule } }: BcsAgentSetting): boolean =>
  !disabled && [strings, scalars, noSchedule].every((said) => Object.keys(said ?? {}).length === 0);

/** What a setting says in so many words. */
export function attributesOf(setting: BcsAgentSetting | undefined): readonly (readonly [string, Attribute])[] {
  const { strings = {}, scalars = {} } = setting?.spec ?? {};
  return [
    ...Object.entries(strings).map(([name, { value = '' }]) => [name, { kind: 'text', value }] as const),
    ...Object.entries(scalars).map(([name, { value = 0 }]) => [name, { kind: 'scalar', value }] as const),
  ];
}

/** Entries without a key or a value are none. */
const taintsOf = (setting: BcsAgentSetting | undefined): readonly string[] =>
  Object.entries(setting?.spec.noSchedule ?? {}).filter(([key, value]) => key && value).map(([key, value]) => `${key}=${value}`);

const keepsAway = ({ effect }: core.Taint): boolean => effect !== 'PreferNoSchedule';

/** Kubernetes' own: not ready, unreachable, short of something. No application tolerates that; being unschedulable is told otherwise. */
const isKubernetes = ({ key }: core.Taint): boolean => key.startsWith('node.kubernetes.io/');
const isAilment = (taint: core.Taint): boolean => isKubernetes(taint) && keepsAway(taint) && taint.key !== 'node.kubernetes.io/unschedulable';
const isOrdinary = (taint: core.Taint): boolean => keepsAway(taint) && !isKubernetes(taint);

/** Scalar attribute that tells how many addresses an agent still has for taskgroups; a setting may say otherwise. */
export const freeAddressesName = 'ip-resources';

/** The network's own, the bridge's and the broadcast address. */
const reservedAddresses = 3;
const addressBits = 32;

/** Undefined: nobody has given the node a range of addresses, or one that is counted. `used`: by pods that have an address of their own. */
export function freeAddresses({ spec }: core.Node, used: number): number | undefined {
  const length = /^[0-9.]+\/([0-9]+)$/.exec(spec?.podCIDR ?? '')?.[1];
  return length === undefined ? undefined : Math.max(2 ** (addressBits - Number(length)) - reservedAddresses - used, 0);
}
