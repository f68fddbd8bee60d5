/** Config maps and secrets that taskgroups are given: they, and the items that are named, must be there. */
import type * as core from '../../schema/types/core.v1';
import type { ApplicationDefinition } from '../definition';
import { originalConfigMap } from './configmap';
import { objectIn } from './metadata';
import { originalSecret } from './secret';

export interface Reference {
  readonly kind: 'configmap' | 'secret';
  /** As BCS calls it. */
  readonly name: string;
  readonly keys: readonly string[];
}

type Template = NonNullable<ApplicationDefinition['spec']['template']>;

/** In the order in which they are looked for. */
export const referencesIn = ({ spec: { containers, processes } }: Template): Reference[] => [...containers, ...processes].flatMap(({ configmaps, secrets }) => [
  ...configmaps.map(({ name, items }): Reference => ({ kind: 'configmap', name, keys: items.map(({ dataKey }) => dataKey) })),
  ...secrets.map(({ secretName, items }): Reference => ({ kind: 'secret', name: secretName, keys: items.map(({ dataKey }) => dataKey) })),
]);

/** What is missing, in upstream's words. `namespace`: as BCS calls it; `found`: undefined, it is not there. */
export function missingReference({ kind, name, keys }: Reference, namespace: string, found: core.ConfigMap | core.Secret | undefined): string | undefined {
  if (!found) return `bcs${kind}(Namespace:${namespace} Name:${name}) not exist`;
  const datas = objectIn(kind === 'configmap' ? originalConfigMap(found as core.ConfigMap) : originalSecret(found as core.Secret), 'datas');
  const missing = keys.find((key) => !Object.hasOwn(datas, key));
  const what = kind === 'configmap' ? 'config' : 'secret';
  return missing === undefined ? undefined : `bcs${what} item(key:${missing}) not exist in bcs${what}(${namespace}, ${name})`;
}
