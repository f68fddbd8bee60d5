/** CSIStorageCapacities (kubernetes pkg/apis/storage/validation ValidateCSIStorageCapacity). */
import { define } from '../../define';
import { invalid } from '../../field-error';
import { compareQuantities } from '../../quantity';
import type * as meta from '../../schema/types/meta.v1';
import type * as storage from '../../schema/types/storage.v1';
import { given, immutable, labelSelector, subdomain, when } from '../checks';
import { column, nameColumn } from '../columns';
import { deprecatedNodeLabel } from '../core/pod-template/affinity-warnings';

const unset = '<unset>';

export const csistoragecapacities = define<storage.CSIStorageCapacity>('storage.k8s.io', 'v1', 'CSIStorageCapacity', {
  strategy: {
    generation: false,
    validate: ({ nodeTopology, storageClassName, capacity }) => [
      ...given(nodeTopology, (selector) => labelSelector(selector, 'nodeTopology')),
      ...subdomain(storageClassName, 'storageClassName'),
      ...when(capacity && compareQuantities(capacity, '0') < 0, () => invalid('capacity', capacity, 'must be greater than or equal to 0')),
    ],
    warnings: ({ nodeTopology }) => topologyWarnings(nodeTopology ?? {}),
    validateUpdate: (next, old) => (['nodeTopology', 'storageClassName'] as const).flatMap((field) => immutable(next[field], old[field], field)),
  },
  columns: [
    nameColumn(),
    column('StorageClassName', 'The class whose volumes are meant.', ({ storageClassName }) => storageClassName),
    column('Capacity', 'How much can still be provisioned.', ({ capacity }) => capacity ?? unset),
  ],
});

const topologyWarnings = ({ matchExpressions = [], matchLabels = {} }: meta.LabelSelector): string[] => [
  ...matchExpressions.flatMap(({ key }, i) => deprecatedNodeLabel(key).map((text) => `nodeTopology.matchExpressions[${i}].key: ${key} is ${text}`)),
  ...Object.keys(matchLabels).flatMap((key) => deprecatedNodeLabel(key).map((text) => `nodeTopology.matchLabels.${key}: ${text}`)),
];
