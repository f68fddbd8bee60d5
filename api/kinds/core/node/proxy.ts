/** nodes/proxy: the node's own API (kubernetes pkg/registry/core/node/strategy.go ResourceLocation). */
import type { Connection } from '../../../definition';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import { hostPort, proxyVerbs, refuseAddress } from '../proxying';

const options = schemaFor<core.NodeProxyOptions>('core.v1.NodeProxyOptions');

export const nodeProxy: Connection<core.Node, core.NodeProxyOptions> = {
  type: 'connection',
  verbs: proxyVerbs,
  schema: options,
  options,
  carries: 'request',
  locate({ metadata: { name = '' }, status }, _options, { port }) {
    const kubelet = status.daemonEndpoints?.kubeletEndpoint?.Port;
    if (!port || port === String(kubelet)) return { node: name };
    const address = status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
    refuseAddress(address);
    return { node: name, address: hostPort(address, port) };
  },
};
