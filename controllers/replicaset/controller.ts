/** ReplicaSets (upstream's pkg/controller/replicaset). */
import { kinds, selectorOf, type apps } from '../../api';
import { replicaController } from './replicas';

export const replicaSetController = replicaController<apps.ReplicaSet>({
  name: 'replicaset-controller',
  definition: kinds.replicasets,
  selectorOf: ({ spec }) => selectorOf(spec.selector),
  statusOf: (status) => status,
});
