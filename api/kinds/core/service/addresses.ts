/** clusterIP and clusterIPs: the first of them is the same (kubernetes pkg/apis/core/validation ValidateServiceClusterIPsRelatedFields). */
import { invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, ipAddress, when } from '../../checks';
import { ipVersion } from '../../ip';
import { isHeadless } from './allocation';

const field = 'spec.clusterIPs';

export function validateAddresses(spec: core.ServiceSpec): FieldError[] {
  const { clusterIP, clusterIPs = [] } = spec;
  const none = clusterIPs[0] === 'None';
  const wrong = none
    ? when(clusterIPs.length > 1, () => invalid(field, clusterIPs, "'None' must be the first and only value"))
    : each(clusterIPs, field, (ip, at) => ipAddress(ip, at));
  return [
    ...when(clusterIP && clusterIPs.length && clusterIPs[0] !== clusterIP, () => invalid(field, clusterIPs, 'first value must match `clusterIP`')),
    ...when(!clusterIP && clusterIPs.length, () => invalid(field, clusterIPs, 'must be empty when `clusterIP` is not specified')),
    // One that was not yet given its list is no headless service, and has an address all the same.
    ...(clusterIP && clusterIP !== 'None' && !clusterIPs.length ? ipAddress(clusterIP, `${field}[0]`) : []),
    ...wrong,
    ...when(clusterIPs.length > 2, () => invalid(field, clusterIPs, 'may only hold up to 2 values')),
    ...(wrong.length || none ? [] : familiesOf(spec, clusterIPs)),
  ];
}

const familiesOf = ({ ipFamilies = [] }: core.ServiceSpec, ips: readonly string[]): FieldError[] => [
  ...when(ips.length > 1 && new Set(ips.map(ipVersion)).size < 2, () => invalid(field, ips, 'may specify no more than one IP for each IP family')),
  ...ips.flatMap((ip, i) => when(ipFamilies[i] && ipFamilies[i] !== `IPv${ipVersion(ip)}`, () =>
    invalid(`${field}[${i}]`, ip, `expected an ${ipFamilies[i] ?? ''} value as indicated by \`ipFamilies[${i}]\``))),
];

/** An address, once given, stays; one of a second family may come and go, if the policy says so. */
export function addressesKept(spec: core.ServiceSpec, old: core.ServiceSpec): FieldError[] {
  const isHeadlessNow = isHeadless(spec);
  if (isHeadlessNow && isHeadless(old)) return [];
  return [
    ...listKept('clusterIP', spec.clusterIPs ?? [], old.clusterIPs ?? [], spec),
    ...(isHeadlessNow || isHeadless(old) ? [] : listKept('ipFamily', spec.ipFamilies ?? [], old.ipFamilies ?? [], spec)),
  ];
}

const plurals = { clusterIP: 'spec.clusterIPs', ipFamily: 'spec.ipFamilies' } as const;

function listKept(what: keyof typeof plurals, now: readonly string[], before: readonly string[], { ipFamilyPolicy }: core.ServiceSpec): FieldError[] {
  const at = plurals[what];
  if (now.length === before.length) {
    return before.flatMap((value, i) => when(now[i] !== value, () => invalid(`${at}[${what === 'clusterIP' ? i : 0}]`, now, 'may not change once set')));
  }
  if (now.length < before.length && !now.length) return [invalid(`${at}[0]`, now, `primary ${what} can not be unset`)];
  return [
    ...when(before.length && now[0] !== before[0], () => invalid(`${at}[0]`, now, 'may not change once set')),
    ...when(now.length < before.length && ipFamilyPolicy !== 'SingleStack', () =>
      invalid('spec.ipFamilyPolicy', ipFamilyPolicy, `must be set to 'SingleStack' when releasing the secondary ${what}`)),
  ];
}
