/** What replica sets and replication controllers share: columns and rules of their status. */
import type { Column } from '../definition';
import { invalid, type FieldError } from '../field-error';
import type { KubeObject } from '../object';
import { nonNegative, when } from './checks';
import { ageColumn, column, nameColumn } from './columns';

const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const;
const counts = ['replicas', ...parts, 'observedGeneration', 'terminatingReplicas'] as const;

interface Replicas extends KubeObject {
  spec: { replicas?: number };
  status: { [name in (typeof counts)[number]]?: number };
}

export const replicaColumns = <T extends Replicas>(): Column<T>[] => [
  nameColumn(),
  column('Desired', 'Pods there should be.', ({ spec }) => spec.replicas ?? 0, 'integer'),
  column('Current', 'Pods there are.', ({ status }) => status.replicas ?? 0, 'integer'),
  column('Ready', 'Pods that are ready.', ({ status }) => status.readyReplicas ?? 0, 'integer'),
  ageColumn(),
];

export function validateReplicaStatus({ status }: Replicas): FieldError[] {
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  return [
    ...counts.flatMap((name) => nonNegative(status[name], `status.${name}`)),
    ...parts.flatMap((name) => when((status[name] ?? 0) > replicas, () => invalid(`status.${name}`, status[name], 'cannot be greater than status.replicas'))),
    ...when(availableReplicas > readyReplicas, () => invalid('status.availableReplicas', availableReplicas, 'cannot be greater than readyReplicas')),
  ];
}
