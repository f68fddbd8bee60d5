/** What a container does about a change of its resources (KEP-1287). */
import { duplicate, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, when } from '../../checks';

const resizable = ['cpu', 'memory'];
const reactions = ['NotRequired', 'RestartContainer'];

const oneOf = (value: string, supported: readonly string[], field: string): FieldError[] =>
  (value ? when(!supported.includes(value), () => notSupported(field, value, supported)) : [required(field)]);

/** All but repetitions is told of the list. */
export function validateResizePolicy(policies: readonly core.ContainerResizePolicy[] | undefined, restartPolicy: string | undefined, field: string): FieldError[] {
  if (!policies?.length) return [];
  return [
    ...duplicates(policies, (policy) => policy.resourceName, (i, name) => duplicate(`${field}[${i}]`, name)),
    ...each(policies, field, (policy) => [
      ...oneOf(policy.resourceName, resizable, field),
      ...oneOf(policy.restartPolicy, reactions, field),
      ...when(restartPolicy === 'Never' && policy.restartPolicy !== 'NotRequired', () =>
        invalid(field, policy.restartPolicy, "must be 'NotRequired' when `restartPolicy` is 'Never'")),
    ]),
  ];
}
