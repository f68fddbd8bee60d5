/** POST pods/binding: the scheduler's decision (kubernetes pkg/registry/core/pod/storage/storage.go BindingREST). */
import { formatTime } from '../../../clock';
import type { Action } from '../../../definition';
import { ApiError } from '../../../errors';
import { notSupported, required } from '../../../field-error';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';

export const binding: Action<core.Pod, core.Binding> = {
  type: 'action',
  schema: schemaFor<core.Binding>('core.v1.Binding'),
  validate: ({ target }) => [
    ...when(target.kind && target.kind !== 'Node', () => notSupported('target.kind', target.kind, ['Node', '<empty>'])),
    ...when(!target.name, () => required('target.name')),
  ],
  apply(pod, body, context) {
    refuseImpossible(pod, body);
    const bound = { ...pod, metadata: withMetadataOf(pod.metadata, body.metadata), spec: { ...pod.spec, nodeName: body.target.name } };
    return { ...bound, status: scheduled(pod.status, context?.now) };
  },
};

/** Upstream names the subresource here. */
const resource = { group: '', plural: 'pods/binding' };

function refuseImpossible(pod: core.Pod, { metadata: { name: named, uid }, target }: core.Binding): void {
  const { name = '', deletionTimestamp } = pod.metadata;
  if (named !== name) throw ApiError.badRequest('name in URL does not match name in Binding object');
  const refuse = (why: string): never => { throw ApiError.conflict(resource, name, why); };
  if (uid && uid !== pod.metadata.uid) refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid ?? ''}`);
  if (deletionTimestamp) refuse(`pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) refuse(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.spec.schedulingGates?.length) refuse(`pod ${name} has non-empty .spec.schedulingGates`);
  if (!target.name) throw ApiError.badRequest('binding has no target');
}

/** Annotations and labels of the binding go over to the pod. */
const withMetadataOf = (metadata: core.Pod['metadata'], { labels, annotations }: core.Binding['metadata']): core.Pod['metadata'] => ({
  ...metadata,
  ...(labels && { labels: { ...metadata.labels, ...labels } }),
  ...(annotations && { annotations: { ...metadata.annotations, ...annotations } }),
});

/** `now` in milliseconds; without it the transition has no time. */
function scheduled(status: core.PodStatus, now: number | undefined): core.PodStatus {
  const condition: core.PodCondition = { type: 'PodScheduled', status: 'True', ...(now !== undefined && { lastTransitionTime: formatTime(now) }) };
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  return { ...status, conditions: [...others, condition] };
}
