/** Applications of the BCS scheduler: their taskgroups are Pods, what is intended with them is planned by `plan.ts`, anew after every change. */
import { ApiError, bcsRules, controllerOf, keyOf, kinds, type bcs, type core, type ObjectKey } from '../../../api';
import type { ControllerFactory, Lister, Watch } from '../../../client';
import { Expectations } from '../../expectations';
import { isNodeReady } from '../../nodes/state';
import { OwnWrites } from '../../own-writes';
import { dependentsOf, indexOwnership, uidOf } from '../../ownership';
import { podsByNode } from '../../pods/by-node';
import { expectPods } from '../../pods/expect';
import { Acts } from './acts';
import { plan } from './plan';
import { roomOn } from './room';
import { Told } from './told';
import { Sight } from './view';
import type { World } from './world';

/** What has been done for an application comes back as news of its pods; whatever does not, is not waited for longer than that. */
const newsMs = 5 * 60_000;

/** Pods that are refused: the next try. A change of the application comes sooner. */
const refusedMs = 10_000;

/** A node that nobody has seen may be on its way, or gone: after that it is known (`bcsRules.isNodeLost`). */
const hearsayMs = 11_000;

const workers = 8;

export const applicationController = (timing: bcsRules.Timing): ControllerFactory => ({ client, informers, clock, recorder }) => {
  const applications = informers.of(kinds.bcsapplications);
  const versions = informers.of(kinds.bcsversions);
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  indexOwnership(pods);
  const podsOf = podsByNode(pods);
  const sight = new Sight(nodes.lister);
  const room = roomOn(nodes.lister, podsOf);
  const own = new OwnWrites(applications);
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  const written = (application: bcs.BcsApplication): void => { own.note(application); };
  const told = new Told(client, clock, written);
  const acts = new Acts({ client, clock, recorder, timing, expectations, written });
  applications.on({
    deleted(application) {
      expectations.forget(uidOf(application));
      told.forget(uidOf(application));
    },
  });

  const nodeWatch: Watch<core.Node> = {
    definition: kinds.nodes,
    keys: (node, old) => (old && isNodeReady(old) === isNodeReady(node) ? [] : podsOf(node.metadata.name ?? '').map(applicationKey).filter((key) => key !== undefined)),
  };

  return {
    name: 'bcs-application-controller',
    for: kinds.bcsapplications,
    owns: [kinds.pods],
    watches: [nodeWatch as Watch],
    concurrency: workers,
    async reconcile(key) {
      const cached = applications.lister.get(key);
      if (!cached) return undefined;
      const application = own.newest(cached);
      if (!expectations.satisfied(uidOf(application))) return { requeueAfterMs: newsMs };
      const now = clock.now();
      const taskgroups = sight.of(dependentsOf(pods.lister, uidOf(application)), now);
      const world = { ...worldOf(application, versions.lister), taskgroups, roomOn: room, now, timing };
      const { actions, status, next } = plan(world);
      const failure = await acts.carryOut(world, actions);
      const wait = await told.tell(application, failure === undefined ? status : { ...status, message: refusalOf(failure) ?? status.message });
      if (failure !== undefined && refusalOf(failure) === undefined) throw failure;
      const soonest = Math.min(next ?? Infinity, wait ?? Infinity, failure === undefined ? Infinity : refusedMs, sight.isHearsay(taskgroups) ? hearsayMs : Infinity);
      return soonest === Infinity ? undefined : { requeueAfterMs: soonest };
    },
  };
};

export const bcsApplicationController = applicationController(bcsRules.timing);

function applicationKey(pod: core.Pod): ObjectKey | undefined {
  const owner = controllerOf(pod);
  return owner?.kind === 'BcsApplication' ? { namespace: pod.metadata.namespace, name: owner.name } : undefined;
}

/** What somebody can do something about: the definition makes no pods, or no more are allowed. */
const refusalOf = (failure: unknown): string | undefined =>
  (ApiError.is(failure, 'Invalid') || ApiError.is(failure, 'Forbidden') ? `cannot build taskgroup: ${failure.message}` : undefined);

function worldOf(application: bcs.BcsApplication, versions: Lister<bcs.BcsVersion>): Pick<World, 'application' | 'versionOf' | 'definitionOf'> {
  const { namespace, name = '' } = keyOf(application);
  const versionOf = (id: string): bcs.BcsVersion | undefined => {
    const version = versions.get({ namespace, name: bcsRules.versionName(name, id) });
    return version && controllerOf(version)?.uid === uidOf(application) ? version : undefined;
  };
  const definitionOf = (id = application.spec.version): bcsRules.ApplicationDefinition | undefined => {
    const spec = id === application.spec.version ? application.spec : versionOf(id ?? '')?.spec;
    return spec && bcsRules.soundDefinition(spec);
  };
  return { application, versionOf, definitionOf };
}
