/** Calls of functions: passed on to whoever runs them, by way of a node's kubelet. */
import { ApiError, kinds, type core, type ObjectKey } from '../../../../api';
import type { Registry } from '../../../../registry';
import type { Endpoint } from '../call';
import { fn } from '../objects/function';
import { keyOfItem } from '../scope';

/** How many nodes are tried: each kubelet knows the way to every function. */
const mostTried = 3;
const looked = 50;

export const invoke: Endpoint = async (call) => {
  const key = keyOfItem(fn, call);
  const { registry, nodes } = call.context;
  let refused: unknown = ApiError.nobodyThere('no node is there to run functions');
  for (const node of await kubelets(registry)) {
    try {
      return await nodes.connect({ subresource: 'function', destination: { node, pod: key as Required<ObjectKey> }, options: {} }, call.request, call.response);
    } catch (error) {
      // Nothing of the request has been sent to it.
      if (!(error instanceof ApiError)) throw error;
      refused = error;
    }
  }
  throw refused instanceof ApiError && refused.code === 503 ? refused : ApiError.nobodyThere('no node answers that runs functions');
};

async function kubelets(registry: Registry): Promise<string[]> {
  const { entries } = await registry.store(kinds.nodes).list({ resourceVersion: '0', limit: looked });
  return entries.filter(({ object }) => portOf(object)).slice(0, mostTried).map(({ object }) => object.metadata.name ?? '');
}

const portOf = ({ status }: core.Node): number => status.daemonEndpoints?.kubeletEndpoint?.Port ?? 0;
