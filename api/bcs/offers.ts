/** Agents with what runs there, as they are told: their resources, and what they offer (sections 5.16 and 5.18 of the document's specification). */
import { milliValue, unitValue } from '../quantity';
import { added, type Amounts } from '../quota/amounts';
import { podRequests } from '../quota/pod-amounts';
import type { BcsAgentSetting } from '../kinds/bcs/bcsagentsettings';
import type * as core from '../schema/types/core.v1';
import { agentOf, freeAddresses, freeAddressesName, type Agent } from './agents';
import type { Attribute, Attributes } from './constraints';
import * as marks from './marks';
import { extendedResourceName } from './pod';
import { portsOf } from './ports';
import { timing } from './timing';

/** An agent with the pods there that have not ended. */
export interface Manned {
  readonly node: core.Node;
  readonly setting: BcsAgentSetting | undefined;
  readonly pods: readonly core.Pod[];
}

interface Sizes { readonly disk: number; readonly mem: number; readonly cpu: number }

const mebi = 2 ** 20;
const mega = (quantity: string | undefined): number => Math.floor(unitValue(quantity ?? '0') / mebi);
const sizesOf = (amounts: Amounts = {}): Sizes => ({ disk: mega(amounts['ephemeral-storage']), mem: mega(amounts.memory), cpu: milliValue(amounts.cpu ?? '0') / 1000 });

const usedBy = (pods: readonly core.Pod[]): Amounts => pods.reduce<Amounts>((sum, pod) => added(sum, podRequests(pod)), {});

const tell = (total: Sizes, used: Sizes) => ({ disktotal: total.disk, memtotal: total.mem, cputotal: total.cpu, diskused: used.disk, memused: used.mem, cpuused: used.cpu });

const sum = (all: readonly Sizes[]): Sizes => all.reduce((a, b) => ({ disk: a.disk + b.disk, mem: a.mem + b.mem, cpu: round(a.cpu + b.cpu) }), { disk: 0, mem: 0, cpu: 0 });

/** Thousandths, without what adding them leaves behind. */
const round = (cores: number): number => Math.round(cores * 1000) / 1000;

const resourceTypes = { scalar: 101, ranges: 102, text: 103, set: 104 } as const;
const offerTypes = { scalar: 0, ranges: 1, set: 2, text: 3 } as const;

type Types = Readonly<Record<Attribute['kind'], number>>;

function attributeRecord(name: string, attribute: Attribute, types: Types): object {
  const type = types[attribute.kind];
  if (attribute.kind === 'text') return { name, type, text: { value: attribute.value } };
  if (attribute.kind === 'scalar') return { name, type, scalar: { value: attribute.value } };
  return attribute.kind === 'set' ? { name, type, set: { item: attribute.items } } : { name, type };
}

const attributeRecords = (attributes: Attributes, types: Types): object[] => [...attributes].map(([name, attribute]) => attributeRecord(name, attribute, types));

/** Taints are told of elsewhere. */
const withoutTaints = (attributes: Attributes): Attributes => new Map([...attributes].filter(([name]) => name !== 'NoSchedule'));

/** Whole seconds as nanoseconds: a double holds them exactly. */
const nanoseconds = (time: string | undefined): number => (time === undefined ? 0 : Math.floor(Date.parse(time) / 1000) * 1e9);

export function clusterResources(all: readonly Manned[]): object {
  const rows = all.map((manned) => ({ manned, total: sizesOf(manned.node.status?.allocatable), used: sizesOf(usedBy(manned.pods)) }));
  return {
    ...tell(sum(rows.map(({ total }) => total)), sum(rows.map(({ used }) => used))),
    agents: rows.map(({ manned: { node, setting }, total, used }) => {
      const { hostname, ip, disabled, reported, attributes } = agentOf(node, setting);
      return {
        hostname, ip, ...tell(total, used), disabled,
        host_attributes: attributeRecords(reported, resourceTypes), attributes: attributeRecords(withoutTaints(attributes), resourceTypes),
        registered_time: nanoseconds(node.metadata.creationTimestamp),
        reregistered_time: nanoseconds(node.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')?.lastTransitionTime ?? node.metadata.creationTimestamp),
      };
    }),
  };
}

/** What is less is not offered. */
const leastCpu = 0.05;

interface OfferNames {
  /** Of the scheduler. */
  readonly framework: string;
  /** Another one whenever anything may have changed. */
  readonly generation: string;
}

/** Of an agent that would take something; undefined: it would not. */
export function offerOf({ node, setting, pods }: Manned, { framework, generation }: OfferNames): object | undefined {
  const agent = agentOf(node, setting);
  const [total, used] = [sizesOf(node.status?.allocatable), sizesOf(usedBy(pods))];
  const cpu = round(total.cpu - used.cpu);
  if (agent.disabled || agent.lost || cpu <= leastCpu) return undefined;
  const { name = '', uid = '' } = node.metadata;
  const scalar = (resource: string, value: number, role = '*'): object => ({ name: resource, type: offerTypes.scalar, scalar: { value: Math.max(value, 0) }, role });
  const running = pods.flatMap(({ metadata }) => metadata.annotations?.[marks.taskgroupAnnotation] ?? []);
  return {
    id: { value: `${name}-O${generation}` }, framework_id: { value: framework }, agent_id: { value: `${uid}-S0` }, hostname: agent.hostname,
    url: { scheme: 'http', address: { hostname: agent.hostname, ip: agent.ip, port: node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? 0 }, path: '/slave(1)' },
    resources: [
      scalar('cpus', cpu), scalar('mem', total.mem - used.mem), scalar('disk', total.disk - used.disk),
      { name: 'ports', type: offerTypes.ranges, ranges: { range: rangesWithout(portsUsedBy(pods)) }, role: '*' },
      ...extended(node, setting, pods).map(({ resource, value, socket }) => scalar(resource, value, socket)),
    ],
    attributes: attributeRecords(enriched(agent, node, pods), offerTypes),
    ...(running.length && { executor_ids: running.map((value) => ({ value })) }),
  };
}

/** With how many addresses are left, unless the setting says it. */
function enriched({ attributes }: Agent, node: core.Node, pods: readonly core.Pod[]): Attributes {
  const value = freeAddresses(node, pods.filter(({ spec }) => !spec.hostNetwork).length);
  return value === undefined || attributes.has(freeAddressesName) ? attributes : new Map([...attributes, [freeAddressesName, { kind: 'scalar', value }]]);
}

function extended(node: core.Node, setting: BcsAgentSetting | undefined, pods: readonly core.Pod[]): { resource: string; value: number; socket?: string }[] {
  const used = usedBy(pods);
  return Object.entries(setting?.spec.ExtendedResources ?? {}).map(([resource, { Socket }]) => {
    const known = extendedResourceName(resource);
    return { resource, value: unitValue(node.status?.allocatable?.[known] ?? '0') - unitValue(used[known] ?? '0'), ...(Socket && { socket: Socket }) };
  });
}

const portsUsedBy = (pods: readonly core.Pod[]): ReadonlySet<number> => new Set(pods.flatMap((pod) => [
  ...pod.spec.containers.flatMap(({ ports = [] }) => ports.map(({ hostPort = 0 }) => hostPort)), ...portsOf(pod).flat().map(({ hostPort }) => hostPort),
]));

function rangesWithout(used: ReadonlySet<number>): { begin: number; end: number }[] {
  const { first, last } = timing.placement.ports;
  const ranges: { begin: number; end: number }[] = [];
  for (let port = first; port <= last; port++) {
    const range = ranges.at(-1);
    if (used.has(port)) continue;
    if (range && range.end === port - 1) range.end = port;
    else ranges.push({ begin: port, end: port });
  }
  return ranges;
}
