/**
 * IP families of services: this cluster has IPv4 alone. Only what has neither an address nor a selector is of both, as its
 * endpoints are somebody else's (KEP-563; kubernetes pkg/registry/core/service/storage/alloc.go initIPFamilyFields).
 */
import { duplicate, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, when } from '../../checks';
import { isHeadless } from './allocation';

type Spec = core.ServiceSpec;

const isForOthers = (spec: Spec): boolean => isHeadless(spec) && !Object.keys(spec.selector ?? {}).length;

const served = 'IPv4';

export function defaultFamilies(spec: Spec): void {
  if (spec.type === 'ExternalName' || !isForOthers(spec)) return;
  spec.ipFamilyPolicy ??= 'RequireDualStack';
  const [first = served, second] = spec.ipFamilies ?? [];
  if (!second && spec.ipFamilyPolicy !== 'SingleStack') spec.ipFamilies = [first, first === 'IPv6' ? 'IPv4' : 'IPv6'];
}

const policy = 'spec.ipFamilyPolicy';

export function validateFamilies(spec: Spec): FieldError[] {
  const { ipFamilies = [], ipFamilyPolicy, clusterIPs = [] } = spec;
  const isSingle = ipFamilyPolicy === 'SingleStack';
  return [
    ...duplicates(ipFamilies, (family) => family, (i, family) => duplicate(`spec.ipFamilies[${i}]`, family)),
    ...when(isSingle && clusterIPs.length === 2, () => invalid(policy, ipFamilyPolicy, "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified")),
    ...when(isSingle && ipFamilies.length === 2, () => invalid(policy, ipFamilyPolicy, "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified")),
    ...(isForOthers(spec) ? [] : notServed(spec)),
  ];
}

const notServed = ({ ipFamilyPolicy, ipFamilies }: Spec): FieldError[] => [
  ...when(ipFamilyPolicy === 'RequireDualStack', () => invalid(policy, ipFamilyPolicy, 'this cluster is not configured for dual-stack services')),
  ...each(ipFamilies, 'spec.ipFamilies', (family, at) => when(family === 'IPv6', () => invalid(at, family, 'not configured on this cluster'))),
];
