/** Runs pods that have a name and storage of their own (upstream's pkg/controller/statefulset). */
import { controllerOf, formatKey, keyOf, kinds, selectorOf, type apps, type core, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { Expectations } from '../expectations';
import { RevisionHistory } from '../history/history';
import { OwnWrites } from '../own-writes';
import { claim, ifPresent, indexOwnership, uidOf } from '../ownership';
import { unlessTerminating } from '../pods/control';
import { expectPods } from '../pods/expect';
import { untilNextAvailable } from '../pods/state';
import { sameStatus } from '../same-status';
import { StatefulClaims } from './claims';
import { StatefulSetEvents } from './events';
import { isMember, membership } from './identity';
import { StatefulPods } from './pods';
import { claimPrefix } from './storage';
import { syncStatefulSet, type SyncContext } from './sync';

type StatefulSet = apps.StatefulSet;

const byClaims = 'prefixes of claims';

export const statefulSetController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const sets = informers.of(kinds.statefulsets);
  const pods = informers.of(kinds.pods);
  const claims = informers.of(kinds.persistentvolumeclaims);
  indexOwnership(pods);
  sets.addIndex(byClaims, (set) => (set.spec.volumeClaimTemplates ?? []).map((template) => formatKey({ namespace: set.metadata.namespace, name: claimPrefix(set, template) })));
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  sets.on({ deleted: (set) => expectations.forget(uidOf(set)) });
  const own = new OwnWrites(sets);
  const events = new StatefulSetEvents(recorder);
  const statefulClaims = new StatefulClaims(client.of(kinds.persistentvolumeclaims), claims.lister, events);
  const statefulPods = new StatefulPods(client.of(kinds.pods), statefulClaims, expectations, events);
  const history = new RevisionHistory(client, informers, kinds.statefulsets, 'controller.kubernetes.io/hash');

  const writeStatus: SyncContext['writeStatus'] = async (set, status) => {
    if (sameStatus(status, set.status)) return;
    const written = await ifPresent(client.of(kinds.statefulsets).update(
      keyOf(set), (current) => (uidOf(current) === uidOf(set) ? { ...current, status } : current), { subresource: 'status' }));
    if (written && uidOf(written) === uidOf(set)) own.note(written);
  };

  /** The set that an orphan's name speaks of. */
  function wouldAdopt(pod: core.Pod): ObjectKey[] {
    const parent = membership(pod)?.parent;
    if (parent === undefined || controllerOf(pod) || pod.metadata.deletionTimestamp) return [];
    const set = sets.lister.get({ namespace: pod.metadata.namespace, name: parent });
    return set && selectorOf(set.spec.selector).matches(pod.metadata.labels) ? [keyOf(set)] : [];
  }

  /** Sets may wait for a claim that is on its way out to be gone. */
  function setsOfClaim(claim: core.PersistentVolumeClaim): ObjectKey[] {
    const { namespace, name = '' } = claim.metadata;
    const prefix = formatKey({ namespace, name: name.replace(/-\d+$/, '') });
    return sets.lister.byIndex(byClaims, prefix).map(keyOf);
  }

  return {
    name: 'statefulset-controller',
    for: kinds.statefulsets,
    owns: [kinds.pods],
    watches: [
      { definition: kinds.pods, keys: (pod) => wouldAdopt(pod as core.Pod) },
      { definition: kinds.persistentvolumeclaims, keys: (claim, old) => (old ? [] : setsOfClaim(claim as core.PersistentVolumeClaim)) },
    ],
    concurrency: 5,
    async reconcile(key) {
      const cached = sets.lister.get(key);
      if (!cached) return undefined;
      const set: StatefulSet = own.newest(cached);
      const selector = selectorOf(set.spec.selector);
      // What the informer has not shown yet brings its own event.
      if (selector.empty || !expectations.satisfied(uidOf(set))) return undefined;
      const owned = await claim({
        owner: set, owners: client.of(kinds.statefulsets), selector, lister: pods.lister, dependents: client.of(kinds.pods), belongs: (pod) => isMember(set, pod),
      });
      const now = clock.now();
      await unlessTerminating(syncStatefulSet(set, owned, { history, pods: statefulPods, now, writeStatus }));
      const requeueAfterMs = untilNextAvailable(owned, set.spec.minReadySeconds ?? 0, now);
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };
};
