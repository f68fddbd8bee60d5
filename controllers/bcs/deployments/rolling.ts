/** An update, step by step (section 9.7 of the document's specification). The sizes of steps are not bounds on the total: the sides do not look at each other. */
import { bcsRules, type bcs } from '../../../api';
import { beginStep, finish, goOn } from './steps';
import { changing, isOwn, telling, told, type Action, type Plan, type World } from './world';

/** Somebody has changed the definition alone: an update that has no name yet. Its application must be able to take part. */
export function begin(world: World): Plan {
  const { deployment, definition, id, now } = world;
  const { spec } = deployment;
  const bound = world.application(spec.application);
  if (bound && !bcsRules.mayBegin('rollingUpdate', bcsRules.statusOf(bound))) return telling(world, { message: 'deployment bind application is not running, cannot update, please try later' });
  const application = bcsRules.extensionName(bcsRules.bcsNameOf(deployment).name, now, spec.application);
  return { actions: [], spec: { ...spec, rollout: { id, application, instances: definition.spec.instance } } };
}

export function roll(world: World, rollout: bcs.Rollout): Plan {
  const { status = {} } = world.deployment;
  if (status.rollout?.id !== rollout.id) return { actions: [], status: beginning(world, rollout) };
  const wish = wishOf(world, rollout);
  if (wish) return { actions: [], status: told(world, wish) };
  const coming = world.application(rollout.application);
  if (coming && !isOwn(world, coming)) return telling(world, { message: 'application already exist' });
  const sides = bothSides(world, rollout);
  if (sides.length) return { actions: sides };
  if (status.isInRolling) return goOn(world, rollout);
  return finish(world, rollout) ?? beginStep(world, rollout);
}

function beginning(world: World, { id, application, resumes = 0 }: bcs.Rollout): bcs.BcsDeploymentStatus {
  const { spec, status = {} } = world.deployment;
  const name = spec.application ?? status.application?.name ?? '';
  const instances = world.application(name)?.spec.instances ?? 0;
  return told(world, {
    status: 'Update', message: '', isInRolling: false, currRollingOperation: '', lastRollingTime: 0, checkTime: world.now,
    application: { name, currTargetInstances: instances, currentRollingInstances: 0 },
    applicationExt: { name: application, currTargetInstances: 0, currentRollingInstances: 0 },
    rollout: { id, resumes, paused: false, instancesBefore: instances },
  });
}

/** What somebody has asked for since. Undefined: nothing. */
function wishOf({ deployment: { status = {} }, now }: World, { resumes = 0, paused = false }: bcs.Rollout): bcs.BcsDeploymentStatus | undefined {
  const { rollout } = status;
  if (!rollout) return undefined;
  const isPaused = rollout.paused ?? false;
  const heard = { ...rollout, resumes, paused };
  if (resumes > (rollout.resumes ?? 0) || (isPaused && !paused)) return { status: paused ? 'UpdatePaused' : 'Update', message: '', checkTime: now, rollout: heard };
  return paused && !isPaused ? { status: 'UpdatePaused', message: '', rollout: heard } : undefined;
}

/** Both applications are there and know which side of the update they are on. */
function bothSides(world: World, rollout: bcs.Rollout): readonly Action[] {
  const { status = {} } = world.deployment;
  const bound = world.application(status.application?.name);
  const coming = world.application(rollout.application);
  return [
    ...changing(bound, { rolling: 'Down', defined: status.rollout?.instancesBefore }),
    ...(coming ? changing(coming, { rolling: 'Up', defined: rollout.instances }) : [created(world, rollout)]),
  ];
}

const created = ({ deployment }: World, { application: name, instances }: bcs.Rollout): Action =>
  ({ do: 'createApplication', application: bcsRules.applicationOf(deployment, name, { instances: 0, rolling: 'Up', defined: instances }) });
