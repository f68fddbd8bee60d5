/** NetworkPolicies (kubernetes pkg/registry/networking/networkpolicy, pkg/apis/networking/v1/defaults.go). */
import { define } from '../../define';
import type * as networking from '../../schema/types/networking.v1';
import { ageColumn, column, formatLabelSelector, nameColumn } from '../columns';
import { validateNetworkPolicy, warnAboutNetworkPolicy } from './networkpolicy/validate';

export const networkpolicies = define<networking.NetworkPolicy>('networking.k8s.io', 'v1', 'NetworkPolicy', {
  strategy: {
    default({ spec }) {
      for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of ports ?? []) port.protocol ??= 'TCP';
      if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
    },
    validate: validateNetworkPolicy,
    warnings: warnAboutNetworkPolicy,
  },
  columns: [
    nameColumn(),
    column('Pod-Selector', 'Labels of the pods that are meant.', ({ spec }) => formatLabelSelector(spec.podSelector)),
    ageColumn(),
  ],
});
