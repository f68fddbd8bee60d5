/** ReplicationControllers: ReplicaSets with an older selector (upstream's pkg/controller/replication). */
import { kinds, selectorOf, type core } from '../api';
import { replicaController } from './replicaset/replicas';

export const replicationController = replicaController<core.ReplicationController>({
  name: 'replication-controller',
  definition: kinds.replicationcontrollers,
  selectorOf: ({ spec }) => selectorOf({ matchLabels: spec.selector ?? {} }),
  // It has no place for the number of pods that are on their way out.
  statusOf: ({ terminatingReplicas: _, ...status }) => status,
});
