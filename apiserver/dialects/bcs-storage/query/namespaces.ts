/** In which namespaces of a cluster there are documents of some types. */
import type { Call } from '../call';
import { sendArray } from '../envelope';
import { dynamicCollection } from './kinds';

export async function sendNamespaces(call: Call, types: readonly string[]): Promise<void> {
  const { at, service: { documents } } = call;
  const names = new Set<string>();
  for (const collection of types.map(dynamicCollection(at.clusterId ?? ''))) {
    const all = await documents.select(collection, { where: [] });
    for (const { key: { namespace } } of all.documents) if (namespace !== undefined) names.add(namespace);
  }
  await sendArray(call, [...names].sort().map((name) => JSON.stringify(name)));
}
