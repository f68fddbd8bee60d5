/** Rolls templates out through ReplicaSets (upstream's pkg/controller/deployment). */
import { controllerOf, keyOf, kinds, selectorOf, type apps, type core, type ObjectKey } from '../../api';
import type { ControllerFactory } from '../../client';
import { OwnWrites } from '../own-writes';
import { claim, dependentsOf, ifPresent, indexOwnership, uidOf, wouldAdopt } from '../ownership';
import { unlessTerminating } from '../pods/control';
import { isRolling } from './sizes';
import { syncDeployment } from './sync';
import { DeploymentWriter } from './writer';

export const deploymentController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const deployments = informers.of(kinds.deployments);
  const sets = informers.of(kinds.replicasets);
  const pods = informers.of(kinds.pods);
  indexOwnership(sets);
  indexOwnership(pods);
  const own = { deployments: new OwnWrites(deployments), sets: new OwnWrites(sets) };
  const writer = new DeploymentWriter({ client, clock, recorder, ...own });

  /** Recreate waits for the last old pod; no other strategy needs to look at pods. */
  function deploymentsThatWait(pod: core.Pod): ObjectKey[] {
    const set = controllerOf(pod);
    const namespace = pod.metadata.namespace;
    const found = set?.kind === 'ReplicaSet' ? sets.lister.get({ namespace, name: set.name }) : undefined;
    const owner = found && controllerOf(found);
    const deployment = owner?.kind === 'Deployment' ? deployments.lister.get({ namespace, name: owner.name }) : undefined;
    return deployment && !isRolling(deployment) ? [keyOf(deployment)] : [];
  }

  return {
    name: 'deployment-controller',
    for: kinds.deployments,
    owns: [kinds.replicasets],
    watches: [
      { definition: kinds.replicasets, keys: (set) => wouldAdopt(deployments.lister, ({ spec }) => selectorOf(spec.selector), set) },
      { definition: kinds.pods, keys: (pod) => deploymentsThatWait(pod as core.Pod) },
    ],
    concurrency: 5,
    async reconcile(key) {
      const cached = deployments.lister.get(key);
      if (!cached) return undefined;
      const deployment = own.deployments.newest(cached);
      const selector = selectorOf(deployment.spec.selector);
      if (selector.empty) {
        recorder.event(deployment, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
        return undefined;
      }
      const owned = await claim({
        owner: deployment, owners: client.of(kinds.deployments), selector, lister: sets.lister, dependents: client.of(kinds.replicasets),
      });
      const world = { deployment, sets: owned.map((set) => own.sets.newest(set)), podsOf: (set: apps.ReplicaSet) => dependentsOf(pods.lister, uidOf(set)) };
      // What goes meanwhile, the Deployment or a set, brings its own event.
      const requeueAfterMs = await unlessTerminating(ifPresent(syncDeployment(world, writer)));
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };
};
