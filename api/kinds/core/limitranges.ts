/** LimitRanges (kubernetes pkg/registry/core/limitrange, pkg/apis/core/v1/defaults.go). */
import { define } from '../../define';
import type * as core from '../../schema/types/core.v1';
import { column, nameColumn } from '../columns';
import { validateLimitRange } from './limitrange/validate';

export const limitranges = define<core.LimitRange>('', 'v1', 'LimitRange', {
  strategy: {
    generation: false,
    createOnUpdate: true,
    default: ({ spec }) => spec.limits?.filter(({ type }) => type === 'Container').forEach(fillIn),
    validate: validateLimitRange,
  },
  columns: [nameColumn(), column('Created At', 'When the object was created.', ({ metadata }) => metadata.creationTimestamp ?? '', 'date')],
});

/** What is not limited or requested by default follows from the bounds. */
function fillIn(item: core.LimitRangeItem): void {
  const limits = { ...item.max, ...item.default };
  const requests = { ...item.min, ...limits, ...item.defaultRequest };
  if (Object.keys(limits).length) item.default = sorted(limits);
  if (Object.keys(requests).length) item.defaultRequest = sorted(requests);
}

const sorted = (quantities: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(quantities).sort(([a], [b]) => (a < b ? -1 : 1)));
