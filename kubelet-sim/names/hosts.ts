/** Hosts of Dns objects: at the gateway, which knows the paths; without one, where their services are. */
import type { minik8s } from '../../api';
import type { Directory } from './directory';

interface HostContext { readonly directory: Directory; readonly gateway: string | undefined }

/** Undefined: nobody has such a host. */
export function hostAddresses({ directory, gateway }: HostContext, host: string): readonly string[] | undefined {
  const objects = directory.dnsOf(host);
  if (!objects.length) return undefined;
  return gateway === undefined ? [...new Set(objects.flatMap((object) => serviceAddresses(directory, object)))] : [gateway];
}

const serviceAddresses = (directory: Directory, { metadata: { namespace = '' }, spec }: minik8s.Dns): string[] =>
  (spec.paths ?? []).flatMap(({ svcName }) => directory.service(namespace, svcName)?.spec.clusterIPs ?? []).filter((address) => address !== 'None');
