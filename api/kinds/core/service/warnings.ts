/** What of a service is ignored, deprecated or written in an odd way (kubernetes pkg/api/service/warnings.go). */
import type * as core from '../../../schema/types/core.v1';
import { warnAboutAddress, warnAboutCidr } from '../../networking/canonical';
import { topologyHints, topologyMode } from './validate';

export function warnAboutService({ metadata, spec }: core.Service): string[] {
  const { clusterIP = '', clusterIPs = [], externalIPs = [], type } = spec;
  const headless = type === 'ClusterIP' && clusterIP === 'None';
  const external = type === 'ExternalName';
  const texts: readonly (readonly [applies: unknown, text: string])[] = [
    [headless && spec.loadBalancerIP, 'spec.loadBalancerIP is ignored for headless services'],
    [headless && externalIPs.length, 'spec.externalIPs is ignored for headless services'],
    [headless && spec.sessionAffinity !== 'None', 'spec.SessionAffinity is ignored for headless services'],
  ];
  const later: typeof texts = [
    [external && externalIPs.length, 'spec.externalIPs is ignored when spec.type is "ExternalName"'],
    [!external && spec.externalName, 'spec.externalName is ignored when spec.type is not "ExternalName"'],
    [spec.trafficDistribution === 'PreferClose', 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'],
  ];
  const told = (list: typeof texts): string[] => list.filter(([applies]) => applies).map(([, text]) => text);
  return [
    ...(metadata.annotations?.[topologyHints] === undefined ? [] : [`annotation ${topologyHints} is deprecated, please use ${topologyMode} instead`]),
    ...(external || clusterIP === 'None' ? [] : clusterIPs.flatMap((ip, i) => warnAboutAddress(ip, `spec.clusterIPs[${i}]`))),
    ...told(texts),
    ...externalIPs.flatMap((ip, i) => warnAboutAddress(ip, `spec.externalIPs[${i}]`)),
    ...told([[externalIPs.length && !headless && !external, 'spec.externalIPs is deprecated and may no longer be implemented in some clusters']]),
    ...(spec.loadBalancerIP ? warnAboutAddress(spec.loadBalancerIP, 'spec.loadBalancerIP') : []),
    ...(spec.loadBalancerSourceRanges ?? []).flatMap((range, i) => warnAboutCidr(range, `spec.loadBalancerSourceRanges[${i}]`)),
    ...told(later),
  ];
}
