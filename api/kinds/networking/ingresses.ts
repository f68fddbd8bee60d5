/** Ingresses (kubernetes pkg/registry/networking/ingress). */
import { define } from '../../define';
import type * as networking from '../../schema/types/networking.v1';
import { ageColumn, column, nameColumn, none } from '../columns';
import { statusView } from '../status-view';
import { validateIngress, validateIngressStatus, warnAboutIngress } from './ingress/validate';

export const ingresses = define<networking.Ingress>('networking.k8s.io', 'v1', 'Ingress', {
  strategy: { validate: validateIngress, warnings: warnAboutIngress },
  subresources: { status: statusView({ validateUpdate: validateIngressStatus }) },
  columns: [
    nameColumn(),
    column('Class', 'The class whose controller is in charge.', ({ spec }) => spec.ingressClassName ?? none),
    column('Hosts', 'Hosts that are routed; the first three.', ({ spec }) => formatHosts(spec.rules ?? [])),
    column('Address', 'Addresses at which the routes are served.', ({ status }) => formatAddresses(status.loadBalancer?.ingress ?? [])),
    column('Ports', 'Ports at which the routes are served.', ({ spec }) => (spec.tls?.length ? '80, 443' : '80')),
    ageColumn(),
  ],
});

const shown = 3;

/** Once three hosts are shown, every rule is one more, with a host or without. */
function formatHosts(rules: readonly networking.IngressRule[]): string {
  const listed = rules.flatMap(({ host }, index) => (host ? [{ host, index }] : [])).slice(0, shown);
  if (!listed.length) return '*';
  const list = listed.map(({ host }) => host).join(',');
  const more = (listed[shown - 1]?.index ?? rules.length) < rules.length - 1;
  return more ? `${list} + ${rules.length - shown} more...` : list;
}

const formatAddresses = (addresses: readonly networking.IngressLoadBalancerIngress[]): string =>
  [...new Set(addresses.map(({ ip, hostname }) => ip || hostname || '').filter(Boolean))].sort().join(',');
