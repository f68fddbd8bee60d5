/** PriorityClasses (kubernetes pkg/apis/scheduling/validation, pkg/apis/scheduling/v1/helpers.go). */
import { define } from '../../define';
import { forbidden, type FieldError } from '../../field-error';
import type * as scheduling from '../../schema/types/scheduling.v1';
import { immutable, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';

const systemPrefix = 'system-';
const highestOfUsers = 1_000_000_000;

type SystemPriorityClass = Pick<scheduling.PriorityClass, 'value' | 'description'>;

/** What every cluster has, by name. */
export const systemPriorityClasses: Readonly<Record<string, SystemPriorityClass>> = {
  'system-cluster-critical': {
    value: 2 * highestOfUsers,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
  'system-node-critical': {
    value: 2 * highestOfUsers + 1000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
};

export const priorityclasses = define<scheduling.PriorityClass>('scheduling.k8s.io', 'v1', 'PriorityClass', {
  strategy: {
    // It starts at one and stays there: what counts cannot change.
    generation: () => false,
    default(priorityClass) {
      priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
    },
    validate: (priorityClass) => ((priorityClass.metadata.name ?? '').startsWith(systemPrefix)
      ? systemClassFaults(priorityClass)
      : when(priorityClass.value > highestOfUsers, () => forbidden('value', `maximum allowed value of a user defined priority is ${highestOfUsers}`))),
    validateUpdate: (next, old) => [
      ...when(next.value !== old.value, () => forbidden('value', 'may not be changed in an update.')),
      ...immutable(next.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'),
    ],
  },
  columns: [
    nameColumn(),
    column('Value', 'The priority of pods of this class.', ({ value }) => value, 'integer'),
    column('Global-Default', 'Whether pods without a class are of this one.', ({ globalDefault }) => globalDefault ?? false, 'boolean'),
    ageColumn(),
    column('PreemptionPolicy', 'Whether pods of this class may displace others.', ({ preemptionPolicy }) => preemptionPolicy ?? ''),
  ],
});

function systemClassFaults({ metadata: { name = '' }, value, globalDefault }: scheduling.PriorityClass): FieldError[] {
  const known = Object.hasOwn(systemPriorityClasses, name) ? systemPriorityClasses[name] : undefined;
  const why = !known ? `${name} is not a known system priority class`
    : known.value !== value ? `value of ${name} PriorityClass must be ${known.value}`
      : globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
  return when(why, () => forbidden('metadata.name', `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${why ?? ''}`));
}
