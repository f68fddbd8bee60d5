/** Rules of network policies (kubernetes pkg/apis/networking/validation ValidateNetworkPolicy). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as networking from '../../../schema/types/networking.v1';
import { cidr, each, given, labelSelector, portName, portNumber, when } from '../../checks';
import { contains, parseCidr } from '../../cidr';
import { warnAboutCidr } from '../canonical';

interface Place { readonly block: networking.IPBlock; readonly field: string }

function blocksOf({ spec }: networking.NetworkPolicy): Place[] {
  const of = (peers: readonly networking.NetworkPolicyPeer[] | undefined, list: string): Place[] =>
    (peers ?? []).flatMap(({ ipBlock: block }, i) => (block ? [{ block, field: `${list}[${i}].ipBlock` }] : []));
  return [
    ...(spec.ingress ?? []).flatMap(({ from }, i) => of(from, `spec.ingress[${i}].from`)),
    ...(spec.egress ?? []).flatMap(({ to }, i) => of(to, `spec.egress[${i}].to`)),
  ];
}

const rangesOf = ({ cidr: whole, except = [] }: networking.IPBlock): string[] => [whole, ...except];

/** Ranges that are stored already may be written as they are. */
export function validateNetworkPolicy(policy: networking.NetworkPolicy, old?: networking.NetworkPolicy): FieldError[] {
  const { spec } = policy;
  const known = new Set(old && blocksOf(old).flatMap(({ block }) => rangesOf(block)));
  const range: RangeCheck = (text, field) => (known.has(text) ? [] : cidr(text, field));
  const peer = (one: networking.NetworkPolicyPeer, at: string): FieldError[] => validatePeer(one, at, range);
  return [
    ...given(spec.podSelector, (selector) => labelSelector(selector, 'spec.podSelector')),
    ...each(spec.ingress, 'spec.ingress', ({ ports, from }, at) => [...each(ports, `${at}.ports`, validatePort), ...each(from, `${at}.from`, peer)]),
    ...each(spec.egress, 'spec.egress', ({ ports, to }, at) => [...each(ports, `${at}.ports`, validatePort), ...each(to, `${at}.to`, peer)]),
    ...validateTypes(spec.policyTypes ?? []),
  ];
}

type RangeCheck = (text: string, field: string) => FieldError[];

const types = ['Ingress', 'Egress'];
const protocols = ['TCP', 'UDP', 'SCTP'];

function validateTypes(given: readonly string[]): FieldError[] {
  if (given.length > types.length) return [invalid('spec.policyTypes', given, 'may not specify more than two policyTypes')];
  return each(given, 'spec.policyTypes', (type, at) => when(!types.includes(type), () => notSupported(at, type, types)));
}

const validatePort = (port: networking.NetworkPolicyPort, field: string): FieldError[] => [
  ...when(!protocols.includes(port.protocol ?? 'TCP'), () => notSupported(`${field}.protocol`, port.protocol, protocols)),
  ...validatePorts(port, field),
];

function validatePorts({ port, endPort }: networking.NetworkPolicyPort, field: string): FieldError[] {
  const end = `${field}.endPort`;
  if (port === undefined) return when(endPort !== undefined, () => invalid(end, endPort, 'may not be specified when `port` is not specified'));
  if (typeof port === 'string') {
    return [...when(endPort !== undefined, () => invalid(end, endPort, 'may not be specified when `port` is non-numeric')), ...portName(port, `${field}.port`)];
  }
  return [
    ...portNumber(port, `${field}.port`),
    // It is the first port that upstream shows.
    ...given(endPort, (last) => [...when(last < port, () => invalid(end, port, 'must be greater than or equal to `port`')), ...portNumber(last, end)]),
  ];
}

const validatePeer = ({ podSelector, namespaceSelector, ipBlock }: networking.NetworkPolicyPeer, field: string, range: RangeCheck): FieldError[] => [
  ...given(podSelector, (selector) => labelSelector(selector, `${field}.podSelector`)),
  ...given(namespaceSelector, (selector) => labelSelector(selector, `${field}.namespaceSelector`)),
  ...given(ipBlock, (block) => validateBlock(block, `${field}.ipBlock`, range)),
  ...when(!podSelector && !namespaceSelector && !ipBlock, () => required(field, 'must specify a peer')),
  ...when(ipBlock && (podSelector ?? namespaceSelector), () => forbidden(field, 'may not specify both ipBlock and another peer')),
];

function validateBlock({ cidr: whole, except }: networking.IPBlock, field: string, range: RangeCheck): FieldError[] {
  if (!whole) return [required(`${field}.cidr`)];
  const faults = range(whole, `${field}.cidr`);
  if (!parseCidr(whole)) return faults;
  return [...faults, ...each(except, `${field}.except`, (part, at) => [...range(part, at), ...withinBlock(part, whole, at)])];
}

function withinBlock(part: string, whole: string, field: string): FieldError[] {
  const [inner, outer] = [parseCidr(part), parseCidr(whole)];
  const known = inner && outer;
  return when(known && (!contains(outer, inner) || outer.length >= inner.length), () => invalid(field, part, 'must be a strict subset of `cidr`'));
}

export const warnAboutNetworkPolicy = (policy: networking.NetworkPolicy): string[] => blocksOf(policy).flatMap(({ block: { cidr: whole, except = [] }, field }) =>
  [...warnAboutCidr(whole, `${field}.cidr`), ...except.flatMap((part, i) => warnAboutCidr(part, `${field}.except[${i}]`))]);
