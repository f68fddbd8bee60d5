/** The pods that a node runs: what the document's kubelets pull. */
import { kinds, parseFieldSelector, type ObjectKey } from '../../../../api';
import type { Endpoint } from '../call';
import { pod } from '../objects/pod';
import { sendItems } from './objects';

export const podsOfNode: Endpoint = async (call) => {
  const key: ObjectKey = { name: call.at.name ?? '' };
  const { items } = await call.context.registry.of(kinds.pods).list({ fields: parseFieldSelector(`spec.nodeName=${key.name}`) });
  await sendItems(pod, call, items, {});
};
