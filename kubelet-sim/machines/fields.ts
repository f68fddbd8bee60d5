/** fieldRef: what a pod says of itself (pkg/fieldpath, pkg/kubelet/kubelet_pods.go podFieldSelectorRuntimeValue). */
import type { core } from '../../api';

/** Undefined: there is no such field. */
export function podField({ metadata, spec, status }: core.Pod, path: string): string | undefined {
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path) ?? [];
  if (map) return metadata[map as 'labels' | 'annotations']?.[key ?? ''] ?? '';
  switch (path) {
    case 'metadata.name': return metadata.name;
    case 'metadata.namespace': return metadata.namespace;
    case 'metadata.uid': return metadata.uid;
    case 'metadata.labels': return lines(metadata.labels);
    case 'metadata.annotations': return lines(metadata.annotations);
    case 'spec.nodeName': return spec.nodeName ?? '';
    case 'spec.serviceAccountName': return spec.serviceAccountName ?? '';
    case 'status.hostIP': return status.hostIP ?? '';
    case 'status.hostIPs': return (status.hostIPs ?? []).map(({ ip }) => ip).join(',');
    case 'status.podIP': return status.podIP ?? '';
    case 'status.podIPs': return (status.podIPs ?? []).map(({ ip }) => ip).join(',');
    default: return undefined;
  }
}

const lines = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');

export const hostnameOf = ({ metadata: { name = '' }, spec }: core.Pod): string =>
  (spec.hostNetwork ? (spec.nodeName ?? '') : (spec.hostname || name).slice(0, 63).replace(/[-.]+$/, ''));
