/** From an item of a snapshot to what is applied. Pure. */
import { isPod, omit, transplanted, type core, type KubeObject } from '../../../../api';
import { apiVersionOf } from '../../../dialect';
import { Fault } from '../envelope';
import { isRecord } from '../input';
import { parsed } from './member-splitter';
import { nameOf, type Item } from './reader';

/** Undefined: every cluster has its own. Throws Fault for what is no object with a name (and a namespace, where it needs one). */
export function importedObject(item: Item): KubeObject | undefined {
  const { kind: { definition, isBuiltIn } } = item;
  const value = parsed(item.text, nameOf(item));
  if (!isRecord(value)) throw new Fault('Unreadable', `${nameOf(item)}: not an object`);
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  needed(item, metadata, 'name');
  if (definition.scope === 'Namespaced') needed(item, metadata, 'namespace');
  if (isBuiltIn?.(String(metadata.name))) return undefined;
  // Lists of one kind leave out what kind that is.
  const object = transplanted({ kind: definition.kind, apiVersion: apiVersionOf(definition), ...value, metadata });
  return isPod(object) ? startable(object) : object;
}

const mirrored = 'kubernetes.io/config.mirror';

/**
 * What a pod can be made with: no containers that came to it later, and the account that admission would name, because tokens among its
 * volumes, which came along, are an account's. A static pod has none.
 */
function startable(pod: core.Pod): core.Pod {
  // A test of its own: the type of what is a spec stays.
  const hasSpec: boolean = isRecord(pod.spec);
  if (!hasSpec) return pod;
  const spec = omit(pod.spec, 'ephemeralContainers');
  return { ...pod, spec: pod.metadata.annotations?.[mirrored] === undefined ? { ...spec, serviceAccountName: 'default' } : spec };
}

function needed(item: Item, metadata: Readonly<Record<string, unknown>>, field: 'name' | 'namespace'): void {
  const found = metadata[field];
  if (typeof found !== 'string' || found === '') throw new Fault('Unreadable', `${nameOf(item)}: metadata.${field} is missing`);
}
