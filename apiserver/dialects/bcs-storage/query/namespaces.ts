/** In which namespaces of a cluster there are documents of some types. */
import type { Call } from '../call';
import { sendArray } from '../envelope';
import { dynamicCollection } from './kinds';

export async function sendNamespaces(call: Call, types: readonly string[]): Promise<void> {
  const { at, service: { documents } } = call;
  const names = await documents.namespaces(types.map(dynamicCollection(at.clusterId ?? '')));
  await sendArray(call, names.map((name) => JSON.stringify(name)));
}
