/** The steps of an update: so many taskgroups are made on one side, so many taken away on the other, in the order that the definition says. */
import { bcsRules, omit, type bcs } from '../../../api';
import { changing, telling, told, type Plan, type World } from './world';

type Half = Exclude<bcs.RollingOperation, ''>;

/** How many taskgroups the application has that have a place. */
const placed = (application: bcs.BcsApplication | undefined): number => application?.status?.instances ?? 0;

const boundOf = (world: World): bcs.BcsApplication | undefined => world.application(world.deployment.status?.application?.name);
const comingOf = (world: World, { application }: bcs.Rollout): bcs.BcsApplication | undefined => world.application(application);

const halvesOf = ({ definition }: World): readonly Half[] => (bcsRules.rollingOf(definition).createFirst ? ['START', 'DELETE'] : ['DELETE', 'START']);

/** Between two steps; undefined: there is something to do yet. The application that was goes when it has been written down that it is no more. */
export function finish(world: World, rollout: bcs.Rollout): Plan | undefined {
  const { spec, status = {} } = world.deployment;
  const isComplete = placed(boundOf(world)) === 0 && (comingOf(world, rollout)?.status?.readyInstances ?? 0) >= rollout.instances;
  if (status.status === 'UpdateSuspend' || !isComplete) return undefined;
  return { actions: [], spec: { ...omit(spec, 'rollout', 'definitionBackup', 'replaces'), application: rollout.application, ...(status.application && { replaces: status.application.name }) } };
}

/** The next step, unless somebody has to say so first, or it is not time yet. */
export function beginStep(world: World, rollout: bcs.Rollout): Plan {
  const { deployment: { status = {} }, definition, now } = world;
  if (status.status !== 'Update') return telling(world, {});
  const { pause, surge, unavailable } = bcsRules.rollingOf(definition);
  const since = now - Math.min(status.lastRollingTime ?? 0, now);
  if (since <= pause) return { ...telling(world, {}), next: pause - since + 1 };
  const [down, up] = [placed(boundOf(world)), placed(comingOf(world, rollout))];
  const [fewer, more] = [Math.min(unavailable, down), Math.max(0, Math.min(surge, rollout.instances - up))];
  const counts: Readonly<Record<Half, number>> = { START: more, DELETE: fewer };
  const first = halvesOf(world).find((half) => counts[half] > 0) ?? 'START';
  return {
    actions: [],
    status: told(world, {
      isInRolling: true, currRollingOperation: first, lastRollingTime: now, checkTime: now, message: '',
      application: { name: status.application?.name ?? '', currTargetInstances: down - fewer, currentRollingInstances: fewer },
      applicationExt: { name: rollout.application, currTargetInstances: up + more, currentRollingInstances: more },
    }),
  };
}

/** The half of a step that is going on. */
export function goOn(world: World, rollout: bcs.Rollout): Plan {
  const { status = {} } = world.deployment;
  const half = status.currRollingOperation || 'START';
  const [side, application] = half === 'START' ? [status.applicationExt, comingOf(world, rollout)] : [status.application, boundOf(world)];
  const target = side?.currTargetInstances ?? 0;
  const scaling = changing(application, { instances: target });
  if (scaling.length) return { actions: scaling };
  return isDone(half, application, target) ? halfDone(world, half) : waitingFor(world, half);
}

function isDone(half: Half, application: bcs.BcsApplication | undefined, target: number): boolean {
  const { readyInstances = 0, observedGeneration = 0 } = application?.status ?? {};
  if (half === 'START') return readyInstances >= target;
  return !application || (observedGeneration >= (application.metadata.generation ?? 1) && placed(application) <= target);
}

function halfDone(world: World, half: Half): Plan {
  const { deployment: { status = {} }, now, definition } = world;
  const [first, second] = halvesOf(world);
  const side = second === 'START' ? status.applicationExt : status.application;
  if (half === first && (side?.currentRollingInstances ?? 0) > 0) return { actions: [], status: told(world, { currRollingOperation: second, checkTime: now }) };
  const isManual = bcsRules.rollingOf(definition).manually && status.status === 'Update';
  return {
    actions: [],
    status: told(world, {
      isInRolling: false, currRollingOperation: '', lastRollingTime: now, ...(isManual ? { status: 'UpdatePaused', message: 'rollingupdate paused' } : { message: '' }),
    }),
  };
}

const words: Readonly<Record<Half, string>> = { START: 'create', DELETE: 'delete' };

/** A step that takes too long is given up: what it has come to is where the next one begins. */
function waitingFor(world: World, half: Half): Plan {
  const { deployment: { status = {} }, now, timing: { lives, rollingTolerance } } = world;
  if (status.status !== 'Update') return telling(world, {});
  const left = (status.checkTime ?? now) + (half === 'START' ? lives.rollingCreate : lives.rollingDelete) + rollingTolerance - now;
  if (left >= 0) return { ...telling(world, {}), next: left + 1 };
  return { actions: [], status: told(world, { status: 'UpdateSuspend', isInRolling: false, currRollingOperation: '', message: `${words[half]} taskgroup timeout, rollingupdate suspend` }) };
}
