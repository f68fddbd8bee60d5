/** PodDisruptionBudgets (kubernetes pkg/registry/policy/poddisruptionbudget, pkg/apis/policy/validation). */
import { define } from '../../define';
import { invalid, type FieldError } from '../../field-error';
import type * as policy from '../../schema/types/policy.v1';
import { conditions } from '../conditions';
import { countOrPercent, given, labelSelector, nonNegative, notMoreThanAll, when } from '../checks';
import { internalForm } from '../internal-form';
import { ageColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';
import { dropMark } from './empty-selector';

const notAsked = 'N/A';

export const poddisruptionbudgets = define<policy.PodDisruptionBudget>('policy', 'v1', 'PodDisruptionBudget', {
  strategy: {
    unconditionalUpdate: false,
    default: ({ spec }) => dropMark(spec.selector),
    validate: ({ spec }) => [
      ...when(spec.minAvailable !== undefined && spec.maxUnavailable !== undefined, () =>
        invalid('spec', internalForm('policy.v1.PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set')),
      ...validateBound(spec.minAvailable, 'spec.minAvailable'),
      ...validateBound(spec.maxUnavailable, 'spec.maxUnavailable'),
      ...given(spec.selector, (selector) => labelSelector(selector, 'spec.selector')),
    ],
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [
    nameColumn(),
    column('Min Available', 'Pods that have to stay available.', ({ spec }) => String(spec.minAvailable ?? notAsked)),
    column('Max Unavailable', 'Pods that may be unavailable.', ({ spec }) => String(spec.maxUnavailable ?? notAsked)),
    column('Allowed Disruptions', 'Pods that may be evicted now.', ({ status }) => status.disruptionsAllowed ?? 0, 'integer'),
    ageColumn(),
  ],
});

const validateBound = (bound: number | string | undefined, field: string): FieldError[] =>
  (bound === undefined ? [] : [...countOrPercent(bound, field), ...notMoreThanAll(bound, field)]);

const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;

function validateStatus({ status }: policy.PodDisruptionBudget): FieldError[] {
  return [...conditions(status.conditions, 'status.conditions'), ...counts.flatMap((name) => nonNegative(status[name], `status.${name}`))];
}
