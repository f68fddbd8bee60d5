/** Where a kubelet has what a connection asks for (kubernetes pkg/registry/core/pod/strategy.go LogLocation, streamLocation; pkg/kubelet/server). */
import type { core } from '../../api';
import type { NodeConnection } from '../dialect';

type Stream = core.PodExecOptions & core.PodPortForwardOptions;

/** Undefined: at an address where nobody listens, as all but a kubelet on a simulated node. `url`: the request's own. */
export function kubeletPath({ subresource, destination, options }: NodeConnection, url: string): string | undefined {
  const { pod, container = '', address } = destination;
  const inPod = pod && [pod.namespace ?? '', pod.name].map(encodeURIComponent).join('/');
  switch (subresource) {
    case 'log': return `/containerLogs/${inPod}/${encodeURIComponent(container)}${logQuery(options)}`;
    case 'exec': case 'attach': return `/${subresource}/${inPod}/${encodeURIComponent(container)}${streamQuery(options as Stream)}`;
    // Of kubelets that run functions: any knows the way to all of them.
    case 'function': return `/functions/${inPod}`;
    case 'portforward': return `/portForward/${inPod}${query(((options as Stream).ports ?? []).map((port) => ['port', String(port)]))}`;
    default: {
      if (!inPod) return address === undefined ? tailOf(url) : undefined;
      // A kubelet has no such path: elsewhere the API server reaches pods by their own addresses.
      return `/podProxy/${inPod}/${portOf(address ?? '')}${tailOf(url)}`;
    }
  }
}

/** What stands behind `/proxy`, as it was sent. */
export const tailOf = (url: string): string => /^\/api\/v1\/(?:namespaces\/[^/?]+\/)?(?:pods|services|nodes)\/[^/?]+\/proxy([^]*)$/.exec(url)?.[1] ?? '';

const portOf = (address: string): string => /:(\d+)$/.exec(address)?.[1] ?? '80';

function logQuery(options: object): string {
  const given = Object.entries(options as core.PodLogOptions).filter(([name, value]) => name !== 'container' && value !== false);
  return query(given.map(([name, value]): [string, string] => [name, String(value)]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The names are those of the kubelet's API. */
const streams = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' } as const;

function streamQuery(options: Stream): string {
  const wished = Object.entries(streams).filter(([name]) => options[name as keyof typeof streams]).map(([, name]): [string, string] => [name, '1']);
  return query([...wished, ...(options.command ?? []).map((word): [string, string] => ['command', word])]);
}

const query = (pairs: readonly (readonly [string, string])[]): string => (pairs.length ? `?${new URLSearchParams(pairs as [string, string][]).toString()}` : '');
