/**
 * Counts what the quotas of each namespace have in use (kubernetes pkg/controller/resourcequota). Admission takes from a quota before
 * an object is stored; what deletes and ended pods leave, new quotas and changed ones, and whatever went wrong is counted here anew.
 *
 * It counts right however much is created meanwhile: a dry run of the write waits until all that was taken by then is stored
 * (registry/admission/resource-quota), only then the objects are listed, and the write is refused when more has been taken since.
 */
import { ApiError, keyOf, kinds, quota, type core, type KubeObject, type ObjectKey, type ResourceDefinition } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { countable, type Countable } from './countable';

/** kube-controller-manager --resource-quota-sync-period. */
const resyncMs = 5 * 60_000;

/** How soon to count again what was changed while it was counted. */
const againMs = 50;

type Quota = core.ResourceQuota;

const hardOf = ({ spec }: Quota): quota.Amounts => spec.hard ?? {};

/** What it limits has changed, or it is new; that more is used is admission's doing. */
const asksAnew = (current: Quota, old: Quota | undefined): boolean => !old || !quota.sameAmounts(hardOf(current), hardOf(old));

export const resourceQuotaController: ControllerFactory = ({ client, informers, clock }) => {
  const quotas = informers.of(kinds.resourcequotas);
  const counted = countable(kinds.definitions);

  /** Whether the object has gone, or leaves something to others by changing. */
  function frees({ definition, evaluator }: Countable, object: KubeObject, old: KubeObject | undefined): boolean {
    if (old) return evaluator.frees?.(object, old, clock.now()) ?? false;
    return informers.of(definition).lister.get(keyOf(object)) === undefined;
  }

  /** The quotas that what is left by the object goes back to. */
  function replenished(source: Countable, object: KubeObject, old: KubeObject | undefined): ObjectKey[] {
    const tracking = quotas.lister.list(object.metadata.namespace).filter((each) => source.evaluator.tracked(Object.keys(hardOf(each))).length);
    return tracking.length && frees(source, object, old) ? tracking.map(keyOf) : [];
  }

  const watch = (source: Countable): Watch => ({ definition: source.definition, keys: (object, old) => replenished(source, object, old) });

  const itself: Watch = { definition: kinds.resourcequotas as unknown as ResourceDefinition, keys: (object, old) => (asksAnew(object as Quota, old as Quota | undefined) ? [keyOf(object)] : []) };

  const sourcesOf = (current: Quota): Countable[] => counted.filter(({ evaluator }) => evaluator.tracked(Object.keys(hardOf(current))).length);

  /** As far as memory knows. */
  const remembered = (current: Quota): core.ResourceQuotaStatus => quota.statusOf(current, sourcesOf(current).map(({ definition, evaluator }) =>
    ({ evaluator, objects: informers.of(definition).lister.list(current.metadata.namespace) })), clock.now());

  const isCounted = ({ status }: Quota, { hard, used }: core.ResourceQuotaStatus): boolean =>
    status.used !== undefined && quota.sameAmounts(status.hard, hard) && quota.sameAmounts(status.used, used);

  /** Conflict: it was written meanwhile. */
  async function count(key: ObjectKey): Promise<void> {
    const resource = client.of(kinds.resourcequotas);
    const current = await resource.get(key);
    // What memory has not seen yet will queue the key again.
    if (isCounted(current, remembered(current))) return;
    const write = (status: core.ResourceQuotaStatus, dryRun: boolean): Promise<Quota> =>
      resource.update(key, () => ({ ...current, status }), { subresource: 'status', dryRun });
    await write({ hard: hardOf(current), used: current.status.used ?? {} }, true);
    const holdings = await Promise.all(sourcesOf(current).map(async ({ definition, evaluator }) =>
      ({ evaluator, objects: (await client.of(definition).list({ namespace: key.namespace })).items })));
    const status = quota.statusOf(current, holdings, clock.now());
    if (!isCounted(current, status)) await write(status, false);
  }

  return {
    name: 'resourcequota-controller',
    for: kinds.resourcequotas,
    concerns: () => false,
    watches: [itself, ...counted.map(watch)],
    async reconcile(key) {
      try {
        await count(key);
      } catch (error) {
        if (ApiError.is(error, 'NotFound')) return undefined;
        if (ApiError.is(error, 'Conflict')) return { requeueAfterMs: againMs };
        throw error;
      }
      return { requeueAfterMs: resyncMs };
    },
  };
};
