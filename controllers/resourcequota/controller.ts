/**
 * Counts what the quotas of each namespace have in use (kubernetes pkg/controller/resourcequota). Admission takes from a quota before
 * an object is stored; what deletes and ended pods leave, new quotas and changed ones, and whatever went wrong is counted here anew.
 *
 * It counts right however much is created meanwhile: a dry run of the write waits until all that was taken by then is stored
 * (registry/admission/resource-quota), only then the objects are listed, and the write is refused when more has been taken since.
 */
import { ApiError, keyOf, kinds, quota, type core, type KubeObject, type ObjectKey } from '../../api';
import type { ControllerFactory, Watch } from '../../client';
import { countable, type Countable } from './countable';

/** kube-controller-manager --resource-quota-sync-period. */
const resyncMs = 5 * 60_000;

/** The same while a quota names what nobody counts: the kind may come to be served. */
const unknownMs = 30_000;

/** How soon to count again what was changed while it was counted. */
const againMs = 50;

type Quota = core.ResourceQuota;

const hardOf = ({ spec }: Quota): quota.Amounts => spec.hard ?? {};

/** What it limits has changed, or it is new; that more is used is admission's doing. */
const asksAnew = (current: Quota, old: Quota | undefined): boolean => !old || !quota.sameAmounts(hardOf(current), hardOf(old));

const resourcesOf = (current: Quota): string[] => Object.keys(hardOf(current));

const isCounted = ({ status }: Quota, { hard, used }: core.ResourceQuotaStatus): boolean =>
  status.used !== undefined && quota.sameAmounts(status.hard, hard) && quota.sameAmounts(status.used, used);

export const resourceQuotaController: ControllerFactory = ({ client, informers, clock }) => {
  const quotas = informers.of(kinds.resourcequotas);
  const builtIn = kinds.definitions.flatMap((definition) => countable(definition, informers) ?? []);
  const custom = new Set<Countable>();

  /** Whether the object has gone, or leaves something to others by changing. */
  function frees({ evaluator, informer }: Countable, object: KubeObject, old: KubeObject | undefined): boolean {
    if (old) return evaluator.frees?.(object, old, clock.now()) ?? false;
    return informer.lister.get(keyOf(object)) === undefined;
  }

  const watch = (source: Countable): Watch => ({
    definition: source.definition,
    /** The quotas that what is left by the object goes back to. */
    keys(object, old) {
      const tracking = quotas.lister.list(object.metadata.namespace).filter((each) => source.evaluator.tracked(resourcesOf(each)).length);
      return tracking.length && frees(source, object, old) ? tracking.map(keyOf) : [];
    },
  });

  const itself: Watch<Quota> = { definition: kinds.resourcequotas, keys: (current, old) => (asksAnew(current, old) ? [keyOf(current)] : []) };

  const sourcesOf = (current: Quota): Countable[] => [...builtIn, ...custom].filter(({ evaluator }) => evaluator.tracked(resourcesOf(current)).length);

  /** As far as memory knows. */
  function isRemembered(current: Quota): boolean {
    const sources = sourcesOf(current);
    const holdings = sources.map(({ evaluator, informer }) => ({ evaluator, objects: informer.lister.list(current.metadata.namespace) }));
    return sources.every(({ informer }) => informer.hasSynced()) && isCounted(current, quota.statusOf(current, holdings, clock.now()));
  }

  /** Conflict: it was written meanwhile. */
  async function count(key: ObjectKey): Promise<Quota> {
    const resource = client.of(kinds.resourcequotas);
    const current = await resource.get(key);
    // What memory has not seen yet will queue the key again.
    if (isRemembered(current)) return current;
    const write = (status: core.ResourceQuotaStatus, dryRun: boolean): Promise<Quota> =>
      resource.update(key, () => ({ ...current, status }), { subresource: 'status', dryRun });
    await write({ hard: hardOf(current), used: current.status.used ?? {} }, true);
    const holdings = await Promise.all(sourcesOf(current).map(async ({ definition, evaluator }) =>
      ({ evaluator, objects: (await client.of(definition).list({ namespace: key.namespace })).items })));
    const status = quota.statusOf(current, holdings, clock.now());
    return isCounted(current, status) ? current : write(status, false);
  }

  return {
    name: 'resourcequota-controller',
    for: kinds.resourcequotas,
    concerns: () => false,
    watches: [itself as Watch, ...builtIn.map(watch)],
    watchCustom(definition, own, signal) {
      const source = countable(definition, own);
      if (!source) return { definition, keys: () => [] };
      custom.add(source);
      signal.addEventListener('abort', () => custom.delete(source), { once: true });
      return watch(source);
    },
    async reconcile(key) {
      try {
        const { status: { hard = {}, used = {} } } = await count(key);
        return { requeueAfterMs: Object.keys(hard).every((name) => used[name] !== undefined) ? resyncMs : unknownMs };
      } catch (error) {
        if (ApiError.is(error, 'NotFound')) return undefined;
        if (ApiError.is(error, 'Conflict')) return { requeueAfterMs: againMs };
        throw error;
      }
    },
  };
};
