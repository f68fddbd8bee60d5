/** Rules of network policies (kubernetes pkg/apis/networking/validation ValidateNetworkPolicy). */
import { forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as networking from '../../../schema/types/networking.v1';
import { cidr, each, given, labelSelector, needed, portName, portNumber, when } from '../../checks';
import { contains, parseCidr } from '../../cidr';

export const validateNetworkPolicy = ({ spec }: networking.NetworkPolicy): FieldError[] => [
  ...given(spec.podSelector, (selector) => labelSelector(selector, 'spec.podSelector')),
  ...each(spec.ingress, 'spec.ingress', ({ ports, from }, at) => [...each(ports, `${at}.ports`, validatePort), ...each(from, `${at}.from`, validatePeer)]),
  ...each(spec.egress, 'spec.egress', ({ ports, to }, at) => [...each(ports, `${at}.ports`, validatePort), ...each(to, `${at}.to`, validatePeer)]),
  ...when((spec.policyTypes?.length ?? 0) > 2, () => invalid('spec.policyTypes', spec.policyTypes, 'may not specify more than two policyTypes')),
];

function validatePort({ port, endPort }: networking.NetworkPolicyPort, field: string): FieldError[] {
  const end = `${field}.endPort`;
  if (port === undefined) return when(endPort !== undefined, () => invalid(end, endPort, 'may not be specified when `port` is not specified'));
  if (typeof port === 'string') {
    return [...when(endPort !== undefined, () => invalid(end, endPort, 'may not be specified when `port` is non-numeric')), ...portName(port, `${field}.port`)];
  }
  return [
    ...portNumber(port, `${field}.port`),
    ...given(endPort, (last) => [...when(last < port, () => invalid(end, last, 'must be greater than or equal to `port`')), ...portNumber(last, end)]),
  ];
}

const validatePeer = ({ podSelector, namespaceSelector, ipBlock }: networking.NetworkPolicyPeer, field: string): FieldError[] => [
  ...given(podSelector, (selector) => labelSelector(selector, `${field}.podSelector`)),
  ...given(namespaceSelector, (selector) => labelSelector(selector, `${field}.namespaceSelector`)),
  ...given(ipBlock, (block) => validateBlock(block, `${field}.ipBlock`)),
  ...when(!podSelector && !namespaceSelector && !ipBlock, () => required(field, 'must specify a peer')),
  ...when(ipBlock && (podSelector ?? namespaceSelector), () => forbidden(field, 'may not specify both ipBlock and another peer')),
];

const validateBlock = ({ cidr: whole, except }: networking.IPBlock, field: string): FieldError[] => [
  ...needed(whole, `${field}.cidr`, cidr),
  ...each(except, `${field}.except`, (part, at) => [...cidr(part, at), ...withinBlock(part, whole, at)]),
];

function withinBlock(part: string, whole: string, field: string): FieldError[] {
  const [inner, outer] = [parseCidr(part), parseCidr(whole)];
  const known = inner && outer;
  return when(known && (!contains(outer, inner) || outer.length >= inner.length), () => invalid(field, part, 'must be a strict subset of `cidr`'));
}
