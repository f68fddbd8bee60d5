/** One question, answered from the directory: names of the cluster, of addresses, and hosts of Dns objects. */
import type { Answer, Question } from 'dns-packet';
import { plainHost } from '../../api';
import type { Directory } from './directory';
import { hostAddresses } from './hosts';
import { a, cname, ptr, soa, ttl, type Found } from './records';
import { addressOfReverse, namesAt } from './reverse';
import { namedService, type Named, type Records } from './services';

export interface ResolveContext {
  readonly directory: Directory;
  /** `cluster.local`. */
  readonly zone: string;
  /** Where the gateway listens; undefined: it does not, and hosts are where their services are. */
  readonly gateway: string | undefined;
  /** Seconds since the epoch, of the start. */
  readonly serial: number;
}

/** Of the specification that is kept (kubernetes/dns docs/specification.md). */
const specification = '1.1.0';
const reverseZones = ['in-addr.arpa', 'ip6.arpa'];
/** An ExternalName may lead to another one. */
const longestChain = 8;

const under = (name: string, zone: string): boolean => name === zone || name.endsWith(`.${zone}`);

export function resolve(context: ResolveContext, { name: asked, type, class: kind = 'IN' }: Question): Found {
  const { directory, zone } = context;
  if (kind !== 'IN' || transfers.has(type)) return { code: 'REFUSED' };
  const name = plainHost(asked);
  if (!directory.ready()) return { code: 'SERVFAIL' };
  const reverse = reverseZones.find((one) => under(name, one));
  if (reverse !== undefined) return reversed(context, name, type, reverse);
  const found = under(name, zone) ? inZone(context, name, type) : undefined;
  // Names of the cluster's own are nobody else's.
  if (found && found.code !== 'NXDOMAIN') return found;
  const records = recordsOfHost(context, name);
  // Who asks here for what is not of this cluster should ask others.
  return records ? answered(context, name, type, { records }, name) : found ?? { code: 'REFUSED' };
}

const recordsOfHost = (context: ResolveContext, name: string): Records => hostAddresses(context, name)?.map((address) => a(name, address));

const transfers = new Set<string>(['AXFR', 'IXFR']);

function inZone(context: ResolveContext, name: string, type: string): Found {
  const { zone } = context;
  const answers: Answer[] = [];
  let current = name;
  for (let steps = 0; steps < longestChain; steps++) {
    const named = lookUp(context, current);
    const alias = named.records?.find((record) => record.type === 'CNAME');
    if (alias?.type !== 'CNAME' || type === 'CNAME' || type === 'ANY') {
      const { answers: more = [], ...found } = answered(context, current, type, named, zone);
      // A chain that leads to nothing is still an answer.
      return answers.length && found.code === 'NXDOMAIN' ? { ...found, answers } : { ...found, answers: [...answers, ...more] };
    }
    answers.push(cname(current, alias.data));
    current = alias.data;
    if (!under(current, zone)) return { code: 'NOERROR', answers: [...answers, ...(recordsOfHost(context, current) ?? []).filter((record) => record.type === type)] };
  }
  return { code: 'SERVFAIL' };
}

function lookUp({ directory, zone, serial }: ResolveContext, name: string): Named {
  const labels = name.slice(0, -zone.length - 1).split('.').filter(Boolean);
  const rest = labels.slice(0, -1);
  switch (labels.at(-1)) {
    case undefined: return { records: [soa(zone, serial), { name: zone, type: 'NS', ttl, data: `ns.dns.${zone}` }] };
    case 'dns-version': return { records: rest.length ? undefined : [{ name, type: 'TXT', ttl, data: specification }] };
    case 'svc': return namedService(directory, zone, rest);
    case 'pod': return { records: namedPod(directory, name, rest) };
    case 'dns': return nameServer(directory, name, rest);
    default: return { records: undefined };
  }
}

/** The name server has the addresses of kube-dns, where there is such a service. */
function nameServer(directory: Directory, name: string, rest: readonly string[]): Named {
  if (rest.length > 1 || (rest.length === 1 && rest[0] !== 'ns')) return { records: undefined };
  const addresses = rest.length ? directory.service('kube-system', 'kube-dns')?.spec.clusterIPs ?? [] : [];
  return { records: addresses.map((address) => a(name, address)) };
}

/** `10-0-0-1.<namespace>.pod`: of pods that there are. */
function namedPod(directory: Directory, name: string, rest: readonly string[]): Records {
  const [namespace, dashed, ...more] = rest.toReversed();
  if (namespace === undefined) return [];
  if (!directory.hasNamespace(namespace) || more.length) return undefined;
  if (dashed === undefined) return [];
  const address = [dashed.replaceAll('-', '.'), dashed.replaceAll('-', ':')].find((one) => directory.podsAt(one).some(({ metadata }) => metadata.namespace === namespace));
  return address === undefined ? undefined : [a(name, address)];
}

function reversed(context: ResolveContext, name: string, type: string, zone: string): Found {
  const address = addressOfReverse(name);
  const names = address === undefined ? [] : namesAt(context.directory, context.zone, address);
  return answered(context, name, type, { records: names.length ? names.map((one) => ptr(name, one)) : name === zone ? [] : undefined }, zone);
}

function answered({ serial }: ResolveContext, name: string, type: string, { records, targets = [] }: Named, zone: string): Found {
  const authorities = [soa(zone, serial)];
  if (!records) return { code: 'NXDOMAIN', authorities };
  // Of everything there is, one thing is enough (RFC 8482).
  if (type === 'ANY') return { code: 'NOERROR', answers: [{ name, type: 'HINFO', ttl, data: { cpu: 'RFC8482', os: '' } }] };
  const answers = records.filter((record) => record.type === type);
  if (!answers.length) return { code: 'NOERROR', authorities };
  return { code: 'NOERROR', answers, ...(type === 'SRV' && { additionals: targets }) };
}
