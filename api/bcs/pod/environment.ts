/** Variables of a taskgroup's container: its ports, what the definition says, and what it takes from configmaps and secrets. */
import type * as core from '../../schema/types/core.v1';
import { configMapKeyFault } from '../../names';
import { envNameText } from '../../kinds/texts';
import { taskgroupId } from '../ids';
import { objectName } from '../names';
import type { TaskPort } from '../ports';
import { filledIn, filledWithKnown, placeholdersOf, shownPort } from './placeholders';
import type { Part, PodOrder } from './part';

export function environmentOf({ id }: PodOrder, part: Part, index: number, ports: readonly TaskPort[]): core.EnvVar[] {
  const placeholders = placeholdersOf(id, index, ports);
  const variables = new Map<string, core.EnvVar>();
  // As in a map, a later one of the same name takes the place of the former.
  const add = (variable: core.EnvVar): void => {
    if (!isName(variable.name)) return;
    variables.delete(variable.name);
    variables.set(variable.name, variable);
  };
  // As upstream's executor tells every container.
  add(variable('BCS_POD_ID', taskgroupId(id)));
  add(variable('BCS_NODE_IP', { fieldRef: { fieldPath: 'status.hostIP' } }));
  ports.forEach((port, i) => add(variable(`PORT_${port.name}`, shownPort(port, index, i))));
  const own = part.env.map(({ name, value }) => ({ name: filledWithKnown(name, placeholders), ...filledIn(value, placeholders) }));
  for (const { key, value } of own.flatMap(({ references }) => references)) add(variable(key, value));
  for (const { name, text } of own) add({ name, value: text });
  for (const { name, items } of part.configmaps) for (const item of fromObjects(items)) add({ name: item.keyOrPath, valueFrom: { configMapKeyRef: { ...reference(name, item.dataKey) } } });
  for (const { secretName, items } of part.secrets) for (const item of fromObjects(items)) add({ name: item.keyOrPath, valueFrom: { secretKeyRef: { ...reference(secretName, item.dataKey) } } });
  return [...variables.values()];
}

const variable = (name: string, value: string | core.EnvVarSource): core.EnvVar => (typeof value === 'string' ? { name, value } : { name, valueFrom: value });

/** What Kubernetes can call so. */
const isName = (name: string): boolean => name !== '' && envNameText(name).length === 0;

interface Item { readonly type: string; readonly dataKey: string; readonly keyOrPath: string }

const fromObjects = <I extends Item>(items: readonly I[]): I[] => items.filter(({ type, dataKey }) => type === 'env' && dataKey !== '' && configMapKeyFault(dataKey) === undefined);

/** That it is there was seen when the application was sent. */
const reference = (name: string, key: string): { name: string; key: string; optional: true } => ({ name: objectName(name), key, optional: true });
