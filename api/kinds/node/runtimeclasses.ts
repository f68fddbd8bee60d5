/** RuntimeClasses (kubernetes pkg/apis/node/validation). */
import { define } from '../../define';
import type * as node from '../../schema/types/node.v1';
import { given, immutable, label, labels } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { validateResources } from '../core/pod-template/resources';
import { validateTolerations } from '../core/pod-template/scheduling';

export const runtimeclasses = define<node.RuntimeClass>('node.k8s.io', 'v1', 'RuntimeClass', {
  strategy: {
    generation: false,
    validate: ({ handler, overhead, scheduling }) => [
      ...label(handler, 'handler'),
      ...given(overhead, ({ podFixed }) => validateResources({ limits: podFixed }, [], 'overhead')),
      ...given(scheduling, ({ nodeSelector, tolerations }) => [
        ...labels(nodeSelector, 'scheduling.nodeSelector'),
        ...validateTolerations(tolerations, 'scheduling.tolerations'),
      ]),
    ],
    validateUpdate: ({ handler }, { handler: old }) => immutable(handler, old, 'handler'),
  },
  columns: [nameColumn(), column('Handler', 'What the nodes call the runtime.', ({ handler }) => handler), ageColumn()],
});
