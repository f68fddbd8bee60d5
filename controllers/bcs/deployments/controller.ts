/** Deployments of the BCS scheduler: what is done about one is planned by `plan.ts`, anew after every change of it or of its applications. */
import { ApiError, bcsRules, keyOf, kinds, type bcs, type ObjectKey } from '../../../api';
import type { ControllerFactory, Watch } from '../../../client';
import { ifPresent, uidOf } from '../../ownership';
import { isNamespaceTerminating } from '../../pods/control';
import { Unseen } from '../../unseen';
import { Acts } from './acts';
import { plan } from './plan';
import { telling, type Plan, type World } from './world';

const byApplication = 'application';
const unbound = 'unbound';

/** An application that is refused: the next try. */
const refusedMs = 10_000;
/** What has been written comes back as news; should it not, one looks again. */
const newsMs = 1_000;

export const deploymentController = (timing: bcsRules.Timing): ControllerFactory => ({ client, informers, clock }) => {
  const deployments = informers.of(kinds.bcsdeployments);
  const applications = informers.of(kinds.bcsapplications);
  deployments.addIndex(byApplication, (deployment) => applicationsOf(deployment).map((name) => placeOf(deployment.metadata.namespace, bcsRules.objectName(name))));
  deployments.addIndex(unbound, ({ metadata: { namespace = '' }, status }) => (status?.application ? [] : [namespace]));
  const ownDeployments = new Unseen(deployments, clock);
  const ownApplications = new Unseen(applications, clock);
  const nanos = bcsRules.nanosFrom(() => clock.now());
  const acts = new Acts({ client, nanos, written: (deployment, application) => ownApplications.written(uidOf(deployment), application) });

  function worldOf(deployment: bcs.BcsDeployment): World {
    const { namespace } = deployment.metadata;
    return {
      deployment, ...readingOf(deployment), id: nanos(), now: clock.now(), timing,
      application: (name) => (name === undefined ? undefined : applications.lister.get({ namespace, name: bcsRules.objectName(name) })),
      applications: () => applications.lister.list(namespace),
    };
  }

  async function write(deployment: bcs.BcsDeployment, { spec, status }: Plan): Promise<void> {
    const all = client.of(kinds.bcsdeployments);
    // As it was looked at: whoever was faster is looked at first.
    if (spec) ownDeployments.written(uidOf(deployment), await all.update(keyOf(deployment), () => ({ ...deployment, spec })));
    else if (status) ownDeployments.written(uidOf(deployment), await all.update(keyOf(deployment), () => ({ ...deployment, status }), { subresource: 'status' }));
  }

  const applicationWatch: Watch<bcs.BcsApplication> = {
    definition: kinds.bcsapplications,
    keys: ({ metadata: { namespace = '', name = '' } }) =>
      [...deployments.lister.byIndex(byApplication, placeOf(namespace, name)), ...deployments.lister.byIndex(unbound, namespace)].map(keyOf),
  };

  return {
    name: 'bcs-deployment-controller',
    for: kinds.bcsdeployments,
    watches: [applicationWatch as Watch],
    async reconcile(key: ObjectKey) {
      const deployment = deployments.lister.get(key);
      if (!deployment) return undefined;
      const uid = uidOf(deployment);
      if (ownDeployments.any(uid) || ownApplications.any(uid)) return { requeueAfterMs: newsMs };
      const world = worldOf(deployment);
      const next = plan(world);
      try {
        for (const action of next.actions) await acts.act(deployment, action);
      } catch (error) {
        if (isNamespaceTerminating(error)) return undefined;
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        await write(deployment, telling(world, { message: refusal, ...(!deployment.status && { status: 'Deploying' }) }));
        return { requeueAfterMs: refusedMs };
      }
      await ifPresent(write(deployment, next));
      return next.next === undefined ? undefined : { requeueAfterMs: next.next };
    },
  };
};

export const bcsDeploymentController = deploymentController(bcsRules.timing);

/** BCS' names of all that it may have to do with. */
function applicationsOf({ spec: { application, replaces, rollout }, status = {} }: bcs.BcsDeployment): readonly string[] {
  const names = [application, replaces, rollout?.application, status.application?.name, status.applicationExt?.name];
  return [...new Set(names.filter((name) => name !== undefined))];
}

const placeOf = (namespace = '', name: string): string => `${namespace}/${name}`;

/** What was stored before there were rules may not be readable. */
function readingOf({ spec }: bcs.BcsDeployment): Pick<World, 'definition' | 'fault'> {
  try {
    return { definition: bcsRules.definitionOfDeployment(spec) };
  } catch (error) {
    if (error instanceof bcsRules.DefinitionFault) return { definition: bcsRules.readDeployment('{}'), fault: error.message };
    throw error;
  }
}

/** What somebody can do something about. */
const refusalOf = (error: unknown): string | undefined =>
  (ApiError.is(error, 'Invalid') || ApiError.is(error, 'Forbidden') ? error.message : undefined);
