/** POST pods/eviction: a deletion that asks the pod's disruption budget first (kubernetes pkg/registry/core/pod/storage/eviction.go). */
import type { Procedure, ProcedureCall } from '../../../definition';
import { ApiError } from '../../../errors';
import type { DeleteOptions, Resources } from '../../../resources';
import { schemaFor } from '../../../schema/schema';
import type * as core from '../../../schema/types/core.v1';
import type * as policy from '../../../schema/types/policy.v1';
import { deleteOptionsOf } from '../../delete-options';
import { guards, letsUnhealthyGo, moreThanOneBudget, spendOne, stillProcessed } from '../../policy/budget';
import { poddisruptionbudgets } from '../../policy/poddisruptionbudgets';
import { isTrue, withCondition } from './conditions';
import { isFinished } from './lifecycle';

type Call = ProcedureCall<core.Pod, policy.Eviction>;

/** Looks at a pod that keeps changing under the eviction. */
const mostTries = 20;

export const eviction: Procedure<core.Pod, policy.Eviction> = {
  type: 'procedure',
  schema: schemaFor<policy.Eviction>('policy.v1.Eviction'),
  // kubectl of 1.20 drains by the second.
  versions: ['policy/v1', 'policy/v1beta1'],
  async run(call) {
    const { key, body, own } = call;
    if (body.metadata.name !== key.name) throw ApiError.badRequest('name in URL does not match name in Eviction object');
    const asked = deleteOptionsOf(body.deleteOptions);
    const options = { ...asked, dryRun: asked.dryRun || call.dryRun };
    for (let tries = 1; ; tries++) {
      const pod = await own.get(key);
      if (!needsNoBudget(pod)) return evictGuarded(call, pod, options);
      try {
        return await evict(call, isGoing(pod) ? options : unchangedSince(pod, options));
      } catch (error) {
        if (!ApiError.is(error, 'Conflict') || namesVersion(options) || tries === mostTries) throw error;
      }
    }
  },
};

/** It is no loss, or has been one already. */
const isGoing = (pod: core.Pod): boolean => isFinished(pod) || pod.metadata.deletionTimestamp !== undefined;
const needsNoBudget = (pod: core.Pod): boolean => isGoing(pod) || pod.status.phase === 'Pending';

const namesVersion = ({ preconditions }: DeleteOptions): boolean => preconditions?.resourceVersion !== undefined;

/** The pod may become ready meanwhile, and then its budget would have a say. */
const unchangedSince = (pod: core.Pod, options: DeleteOptions): DeleteOptions =>
  (namesVersion(options) ? options : { ...options, preconditions: { ...options.preconditions, resourceVersion: pod.metadata.resourceVersion } });

async function evictGuarded(call: Call, pod: core.Pod, options: DeleteOptions): Promise<undefined> {
  const budgets = call.cluster.of(poddisruptionbudgets);
  const [budget, ...others] = (await budgets.list({ namespace: call.key.namespace })).items.filter((each) => guards(each, pod));
  if (others.length) throw moreThanOneBudget();
  if (budget && !isTrue(pod.status, 'Ready') && letsUnhealthyGo(budget)) return evictUnhealthy(call, pod, options, budget);
  if (budget) await spend(call, budgets, budget, options);
  return evict(call, options);
}

/** Nobody's loss as long as it stays unhealthy. */
async function evictUnhealthy(call: Call, pod: core.Pod, options: DeleteOptions, { metadata: { name = '' } }: policy.PodDisruptionBudget): Promise<undefined> {
  try {
    return await evict(call, unchangedSince(pod, options));
  } catch (error) {
    throw ApiError.is(error, 'Conflict') && !namesVersion(options) ? stillProcessed(name) : error;
  }
}

/** Of many evictions at once each spends its own disruption: the budget is written by compare-and-swap. */
async function spend({ key, now }: Call, budgets: Resources<policy.PodDisruptionBudget>, { metadata: { name = '' } }: policy.PodDisruptionBudget, { dryRun }: DeleteOptions): Promise<void> {
  const one = (budget: policy.PodDisruptionBudget): policy.PodDisruptionBudget => ({ ...budget, status: spendOne(budget, key.name, now) });
  await budgets.update({ namespace: key.namespace, name }, one, { subresource: 'status', dryRun });
}

/** Says on the pod why it goes, then deletes it. */
async function evict({ own, key, now }: Call, options: DeleteOptions): Promise<undefined> {
  if (options.dryRun) {
    await own.delete(key, options);
    return;
  }
  const marked = await own.update(key, (pod) => {
    refuseAnother(pod, options);
    return { ...pod, status: withCondition(pod, { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' }, now) };
  }, { subresource: 'status' });
  await own.delete(key, namesVersion(options) ? { ...options, preconditions: { ...options.preconditions, resourceVersion: marked.metadata.resourceVersion } } : options);
}

const resource = { group: '', plural: 'Pod' };

function refuseAnother({ metadata: { name = '', uid = '', resourceVersion = '' } }: core.Pod, { preconditions = {} }: DeleteOptions): void {
  const { uid: wanted, resourceVersion: wantedVersion } = preconditions;
  if (wanted && wanted !== uid) {
    throw ApiError.conflict(resource, name, `the UID in the precondition (${wanted}) does not match the UID in record (${uid}). The pod might have been deleted and then recreated`);
  }
  if (wantedVersion && wantedVersion !== resourceVersion) {
    throw ApiError.conflict(resource, name, `the ResourceVersion in the precondition (${wantedVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`);
  }
}
