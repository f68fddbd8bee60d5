/** What is to be done about an application next, and what is told of it: what it intends, apart from its taskgroups as they are. Pure. */
import { bcsRules, type bcs } from '../../../api';
import { doublesOf } from './counts';
import { faultOf } from './faults';
import { remove } from './remove';
import { replace } from './replace';
import { reschedule } from './reschedule';
import { resize } from './resources';
import { restart } from './restarts';
import { scale } from './scale';
import { applicationStatus, type Phase } from './status';
import { drop } from './stop';
import { succeed } from './successions';
import { settlesInstances, transactionOf } from './transactions';
import { unfit } from './unfit';
import { keepVersion, needsVersion } from './versions';
import type { Action, Concern, Operation, Part, Plan, Taskgroup, World } from './world';

const operations: Readonly<Record<bcs.Transaction['operation'], Operation>> = {
  launch: scale, scaleUp: scale, scaleDown: scale, innerScale: scale, relaunch: scale, update: replace, rollback: replace, resource: resize, delete: remove,
};

/** Beside transactions, as long as the application is to be. */
const concerns: readonly Concern[] = [keepVersion, withoutDoubles, reschedule, restart, succeed];

function withoutDoubles(world: World): Part {
  return { actions: doublesOf(world).map(({ pod }) => ({ do: 'deletePod', pod })) };
}

export function plan(world: World): Plan {
  const { application } = world;
  const transaction = transactionOf(world);
  if (transaction?.operation === 'delete') return inTransaction(world, transaction, []);
  const fault = faultOf(application);
  if (fault !== undefined) return { actions: [], status: applicationStatus(world, { is: 'faulty', message: fault }) };
  const newVersion = needsVersion(world);
  if (newVersion || !application.metadata.finalizers?.includes(bcsRules.marks.finalizer)) return { actions: [{ do: 'adopt', newVersion }], status: application.status ?? {} };
  const parts = concerns.map((concern) => concern(world));
  return transaction ? inTransaction(world, transaction, parts) : conclusion(world, { is: 'computed' }, parts);
}

function inTransaction(world: World, transaction: bcs.Transaction, parts: readonly Part[]): Plan {
  const { application, now } = world;
  const { operation, notBefore = 0, deadline } = transaction;
  const phase: Phase = { is: 'inTransaction', transaction };
  if (now < notBefore) return conclusion(world, phase, [...parts, { actions: [], next: notBefore - now }]);
  const step = operations[operation](world, transaction);
  const all = [step, ...parts];
  if (step.done) return operation === 'delete' ? conclusion(world, phase, all) : conclusion(world, { is: 'done', transaction }, [...all, { actions: [], next: 0 }]);
  const goesOn = operation === 'innerScale' || (operation === 'delete' && application.metadata.deletionTimestamp !== undefined);
  if (now < deadline) return conclusion(world, phase, [...all, { actions: [], next: deadline - now }]);
  return goesOn ? conclusion(world, phase, all) : conclusion(world, { is: 'timedOut', transaction }, [...parts, { actions: givenUp(world, transaction) }]);
}

/** Taskgroups that the transaction has made and that have found no place are not waited for any longer. */
function givenUp({ taskgroups }: World, { operation, id }: bcs.Transaction): readonly Action[] {
  const isOfIt = ({ pod, predecessor }: Taskgroup): boolean =>
    (settlesInstances(operation) ? predecessor === undefined : id !== undefined && pod.metadata.annotations?.[bcsRules.marks.updateAnnotation] === id);
  return drop(operation === 'delete' ? [] : taskgroups.filter((taskgroup) => !taskgroup.bound && isOfIt(taskgroup)));
}

function conclusion(world: World, phase: Phase, parts: readonly Part[]): Plan {
  const nexts = [...parts, unfit(world)].map(({ next }) => next).filter((next) => next !== undefined);
  const actions = onceEach(parts.flatMap((part) => part.actions));
  return {
    actions,
    status: applicationStatus(world, phase, actions),
    ...(nexts.length > 0 && { next: Math.min(...nexts) }),
  };
}

/** A pod that is to go is not changed besides; nothing is done twice. */
function onceEach(actions: readonly Action[]): readonly Action[] {
  const doomed = new Map<string | undefined, Action>();
  for (const action of actions) if (action.do === 'deletePod' && !(doomed.has(action.pod.metadata.name) && !action.force)) doomed.set(action.pod.metadata.name, action);
  return actions.filter((action) => !('pod' in action) || !doomed.has(action.pod.metadata.name) || doomed.get(action.pod.metadata.name) === action);
}
