/** ReplicaSets, with what has become of their pods. */
import { controllerOf, kinds, type apps, type core } from '../../../../api';
import { replaceReplicaSet, reportReplicaSet, storedReplicaSet, writtenReplicaSet } from '../mapping/replicaset';
import { integer, list, struct, text, time, type Of } from '../shape';
import { header, labelSelector, metadata, podSpec } from './common';
import { entity } from './entity';
import { inExtent } from './extent';
import { grouped } from './grouped';

const status = struct({ replicas: integer, readyReplicas: integer, conditions: list(struct({ type: text, status: text, lastUpdateTime: time, reason: text, message: text })) });
export type ReplicaSetStatus = Of<typeof status>;

const shape = struct({ ...header, spec: struct({ replicas: integer, selector: labelSelector, template: struct({ metadata, spec: podSpec }) }), status });
export type ReplicaSet = Of<typeof shape>;

export const replicaSet = entity<apps.ReplicaSet, ReplicaSet, ReplicaSetStatus>({
  kind: 'Replicaset', definition: kinds.replicasets, shape, statusShape: status,
  texts: {
    unparsable: 'parser replicaSet failed', nameEmpty: 'replicaSet name is empty', exists: 'replicaSet already exists', missing: 'replicaSet not found',
    created: 'replicaSet created', updated: 'replicaSet updated', reported: 'replicaSet status updated',
  },
  toStored: storedReplicaSet, fromStored: (stored) => writtenReplicaSet(stored, []), replace: replaceReplicaSet, report: reportReplicaSet,
  async reader(registry, { namespace }) {
    const owned = grouped<core.Pod>(await inExtent(registry, kinds.pods, namespace), (pod) => controllerOf(pod)?.uid);
    return (stored) => writtenReplicaSet(stored, owned.get(stored.metadata.uid ?? '') ?? []);
  },
});
