/** Runs a pod on every node that should have one (upstream's pkg/controller/daemon). */
import { keyOf, kinds, same, selectorOf, type apps, type core, type KubeObject, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { Expectations } from '../expectations';
import { RevisionHistory } from '../history/history';
import { OwnWrites } from '../own-writes';
import { claim, ifPresent, indexOwnership, uidOf, wouldAdopt } from '../ownership';
import { PodBatches } from '../pods/batch';
import { podControl } from '../pods/control';
import { expectPods } from '../pods/expect';
import { untilNextAvailable } from '../pods/state';
import { sameStatus } from '../same-status';
import { FailedPods } from './failed-pods';
import { placementOf } from './placement';
import { hashLabel } from './pods';
import { DaemonHistory } from './revisions';
import { syncDaemonSet, type Outcome } from './sync';

type DaemonSet = apps.DaemonSet;

export const daemonSetController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const sets = informers.of(kinds.daemonsets);
  const pods = informers.of(kinds.pods);
  const nodes = informers.of(kinds.nodes);
  indexOwnership(pods);
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  const failedPods = new FailedPods();
  sets.on({
    deleted(set) {
      expectations.forget(uidOf(set));
      failedPods.forget(uidOf(set));
    },
  });
  const own = new OwnWrites(sets);
  const history = new DaemonHistory(new RevisionHistory(client, informers, kinds.daemonsets, hashLabel), client.of(kinds.pods));
  const tools = { batches: new PodBatches(podControl(client.of(kinds.pods), recorder), expectations), failedPods, recorder };

  async function writeStatus(set: DaemonSet, status: apps.DaemonSetStatus): Promise<void> {
    if (sameStatus(status, set.status)) return;
    const written = await ifPresent(client.of(kinds.daemonsets).update(
      keyOf(set), (current) => (uidOf(current) === uidOf(set) ? { ...current, status } : current), { subresource: 'status' }));
    if (written && uidOf(written) === uidOf(set)) own.note(written);
  }

  async function sync(set: DaemonSet): Promise<Outcome & { readonly owned: readonly core.Pod[] }> {
    const settled = expectations.satisfied(uidOf(set));
    const owned = await claim({
      owner: set, owners: client.of(kinds.daemonsets), selector: selectorOf(set.spec.selector), lister: pods.lister, dependents: client.of(kinds.pods),
    });
    const revisions = await history.find(set, owned);
    const outcome = await syncDaemonSet({ set, nodes: nodes.lister.list(), owned, ...revisions, settled, now: clock.now() }, tools);
    await writeStatus(set, outcome.status);
    if (settled) await history.truncate(set, owned, revisions);
    return { ...outcome, owned };
  }

  const adopters = (orphan: KubeObject): ObjectKey[] => wouldAdopt(sets.lister, ({ spec }) => selectorOf(spec.selector), orphan);

  /** Nodes change all the time; few changes have to do with where pods should be. */
  function setsOfNode(node: core.Node, old: core.Node | undefined): ObjectKey[] {
    if (old && same(old.metadata.labels, node.metadata.labels) && same(old.spec?.taints, node.spec?.taints)) return [];
    return sets.lister.list().filter((set) => {
      const placement = placementOf(set);
      return old ? placement(old) !== placement(node) : placement(node).run;
    }).map(keyOf);
  }

  return {
    name: 'daemonset-controller',
    for: kinds.daemonsets,
    owns: [kinds.pods, kinds.controllerrevisions],
    watches: [
      { definition: kinds.pods, keys: adopters },
      { definition: kinds.controllerrevisions, keys: adopters },
      { definition: kinds.nodes, keys: (node, old) => setsOfNode(node as core.Node, old as core.Node | undefined) },
    ],
    concurrency: 2,
    async reconcile(key) {
      const cached = sets.lister.get(key);
      if (!cached) return undefined;
      const set = own.newest(cached);
      if (selectorOf(set.spec.selector).empty) {
        recorder.event(set, 'Warning', 'SelectingAll', 'This daemon set is selecting all pods. A non-empty selector is required.');
        return undefined;
      }
      // While it is being deleted its revisions may be gone already: nothing could be said of it.
      if (set.metadata.deletionTimestamp) return undefined;
      const { owned, waitMs, error } = await sync(set);
      if (error !== undefined) throw error;
      const waits = [waitMs, untilNextAvailable(owned, set.spec.minReadySeconds ?? 0, clock.now())].filter((wait) => wait !== undefined);
      return waits.length > 0 ? { requeueAfterMs: Math.min(...waits) } : undefined;
    },
  };
};
