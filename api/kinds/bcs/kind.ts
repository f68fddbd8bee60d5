/** The objects of the BCS scheduler (docs/dialects/bcs-scheduler-objects.md): what is intended is their spec, how far it is their status. */
import { labelName, objectName } from '../../bcs/names';
import type { Shape } from '../../custom/shapes';
import { invalid, type FieldError } from '../../field-error';
import type { KubeObject, ObjectMeta } from '../../object';
import { when } from '../checks';
export { age, builtIn, ruledBy } from '../../custom/built-in';

/** Behind custom resources: whoever defines such kinds means those. */
const group = { group: 'bkbcs.tencent.com', version: 'v1', categories: ['bcs'] } as const;

/** The shortest way to say which kind it is. */
export const named = (kind: string, plural: string, scope: 'Cluster' | 'Namespaced', ...shortNames: readonly string[]) => ({ ...group, kind, plural, scope, shortNames });

export const apiVersion = `${group.group}/${group.version}`;

/** JSON that somebody sent: whatever stands in it, in the order in which it stands. */
export const asSent = (description: string): Shape => ({ type: 'object', description, 'x-kubernetes-preserve-unknown-fields': true });

/** Milliseconds or seconds since 1970. */
export const instant = (description: string): Shape => ({ type: 'integer', format: 'int64', description });

/** What BCS calls an object and where it is. Absent: as Kubernetes calls it. */
export interface BcsName {
  name?: string;
  namespace?: string;
}

export const bcsName = {
  name: { type: 'string', description: 'What BCS calls it; absent: as the object is called.' },
  namespace: { type: 'string', description: 'What BCS calls its namespace; absent: as the namespace is called.' },
} as const satisfies Record<keyof BcsName, Shape>;

/** Who looks for something of that name looks under this one. */
export const keptAs = ({ name }: ObjectMeta, expected: string): FieldError[] => when(name !== expected, () => invalid('metadata.name', name, `must be ${JSON.stringify(expected)}, as what it is called by its spec is kept`));

type Called = Pick<KubeObject, 'metadata'> & { readonly spec: BcsName };

/** What was stored before there was this rule may stay as it is. */
export const keptWhereCalled = ({ metadata, spec: { name, namespace } }: Called, old?: Called): FieldError[] => [
  ...(name === undefined || name === old?.spec.name ? [] : keptAs(metadata, objectName(name))),
  ...when(namespace !== undefined && namespace !== old?.spec.namespace && metadata.namespace !== labelName(namespace),
    () => invalid('spec.namespace', namespace, `must be kept in the namespace ${JSON.stringify(labelName(namespace ?? ''))}`)),
];
