/** RuntimeClasses (kubernetes pkg/apis/node/validation). */
import { define } from '../../define';
import { duplicate, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import type * as node from '../../schema/types/node.v1';
import { duplicates, given, immutable, label, labels, needed } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { deprecatedNodeLabel } from '../core/pod-template/affinity-warnings';
import { validateResources } from '../core/pod-template/resources';
import { validateTolerations } from '../core/pod-template/scheduling';
import { internalForm } from '../internal-form';

export const runtimeclasses = define<node.RuntimeClass>('node.k8s.io', 'v1', 'RuntimeClass', {
  strategy: {
    generation: false,
    validate: ({ handler, overhead, scheduling }) => [
      ...needed(handler, 'handler', label),
      ...given(overhead, ({ podFixed }) => validateResources({ limits: podFixed }, [], 'overhead')),
      ...given(scheduling, ({ nodeSelector, tolerations }) => [
        ...labels(nodeSelector, 'scheduling.nodeSelector'),
        ...validateTolerations(tolerations, 'scheduling.tolerations'),
        ...repeated(tolerations ?? [], 'scheduling.tolerations'),
      ]),
    ],
    warnings: ({ scheduling }) => Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => deprecatedNodeLabel(key).map((text) => `scheduling.nodeSelector: ${text}`)),
    validateUpdate: ({ handler }, { handler: old }) => immutable(handler, old, 'handler'),
  },
  columns: [nameColumn(), column('Handler', 'What the nodes call the runtime.', ({ handler }) => handler), ageColumn()],
});

/** How long it lasts does not make a toleration another one. */
const repeated = (tolerations: readonly core.Toleration[], field: string): FieldError[] => duplicates(
  tolerations,
  ({ key, operator, value, effect }) => JSON.stringify([key ?? '', operator ?? '', value ?? '', effect ?? '']),
  (i) => duplicate(`${field}[${i}]`, internalForm('core.v1.Toleration', tolerations[i] ?? {})),
);
