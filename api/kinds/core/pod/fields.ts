/** What field selectors can ask of a pod (kubernetes pkg/registry/core/pod/strategy.go ToSelectableFields). */
import type * as core from '../../../schema/types/core.v1';

export const podFields: Readonly<Record<string, (pod: core.Pod) => string>> = {
  'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
  // As clients of the first days call it.
  'spec.host': ({ spec }) => spec.nodeName ?? '',
  'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
  'spec.schedulerName': ({ spec }) => spec.schedulerName ?? '',
  'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
  'spec.hostNetwork': ({ spec }) => String(spec.hostNetwork ?? false),
  'status.phase': ({ status }) => status.phase ?? '',
  'status.podIP': ({ status }) => status.podIPs?.[0]?.ip ?? status.podIP ?? '',
  'status.podIPs': ({ status }) => status.podIPs?.map(({ ip }) => ip).join(',') ?? '',
  'status.nominatedNodeName': ({ status }) => status.nominatedNodeName ?? '',
};
