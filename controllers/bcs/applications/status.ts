/** What is told of an application (section 6.1 of the document's specification): by its transaction while there is one, else computed from its taskgroups. */
import { bcsRules, omit, type bcs } from '../../../api';
import { countedStatuses, placedCount } from './counts';
import { heldIndices } from './held';
import { settlesInstances, transactionKinds } from './transactions';
import { unfit, unfitMessage } from './unfit';
import type { Action, World } from './world';

export type Phase =
  /** Nothing can be built from what it says. */
  | { readonly is: 'faulty'; readonly message: string }
  | { readonly is: 'inTransaction'; readonly transaction: bcs.Transaction }
  | Ended
  | { readonly is: 'computed' };

interface Ended { readonly is: 'done' | 'timedOut'; readonly transaction: bcs.Transaction }

interface Judgement {
  readonly status: bcsRules.ApplicationStatus;
  readonly message: string;
}

const notEnough: Judgement = { status: 'Abnormal', message: 'have not enough resources to launch application' };
const timeoutEnding = ' timeout';

/** `actions`: what is about to be done. */
export function applicationStatus(world: World, phase: Phase, actions: readonly Action[] = []): bcs.BcsApplicationStatus {
  const { application: { metadata: { generation = 1 }, spec, status: old = {} }, taskgroups, now } = world;
  const judged = judgement(world, phase);
  const message = unfit(world).isToBeTold && waits(phase) ? unfitMessage : judged.message;
  const next: bcs.BcsApplicationStatus = {
    ...omit(old, 'transaction', ...(phase.is === 'faulty' ? [] : ['held'] as const)),
    ...(phase.is !== 'faulty' && phase.is !== 'inTransaction' && !spec.rolling && { held: heldIndices(world, actions) }),
    ...(phase.is === 'inTransaction' && { transaction: phase.transaction }),
    ...(isEnded(phase) && settled(world, phase.transaction)),
    observedGeneration: generation,
    status: judged.status,
    message,
    subStatus: spec.rolling ? `RollingUpdate${spec.rolling}` : 'Unknown',
    instances: placedCount(world),
    runningInstances: taskgroups.filter(({ gated, status }) => !gated && bcsRules.runs(status)).length,
    readyInstances: taskgroups.filter(({ gated, ready }) => !gated && ready).length,
    selector: `${bcsRules.marks.applicationLabel}=${bcsRules.labelName(bcsRules.bcsNameOf(world.application).name)}`,
  };
  return judged.status === old.status ? next : { ...next, lastStatus: old.status ?? 'Staging', updateTime: Math.floor(now / 1000) };
}

const isEnded = (phase: Phase): phase is Ended => phase.is === 'done' || phase.is === 'timedOut';

/** For agents, if its taskgroups do. */
const waits = (phase: Phase): boolean => phase.is === 'computed' || (phase.is === 'inTransaction' && phase.transaction.operation !== 'delete');

function settled({ application: { spec } }: World, { operation, id }: bcs.Transaction): bcs.BcsApplicationStatus {
  if (operation === 'delete') return { settledDeletion: id };
  return { ...(settlesInstances(operation) && { settledInstances: spec.instances }), ...(id !== undefined && { settledOrder: id }) };
}

function judgement(world: World, phase: Phase): Judgement {
  const { application: { spec: { instances, rolling } } } = world;
  if (phase.is === 'faulty') return { status: 'Error', message: phase.message };
  if (rolling && !(phase.is === 'inTransaction' && phase.transaction.operation === 'delete')) return { status: 'RollingUpdate', message: rollingMessage(world, phase) };
  if (phase.is === 'computed') return computed(world);
  const { name, message, becomes } = transactionKinds[phase.transaction.operation];
  if (phase.is === 'inTransaction') return { status: 'Operating', message };
  if (phase.is === 'timedOut') return placedCount(world) < instances ? notEnough : { status: 'Running', message: `application ${name}${timeoutEnding}` };
  return { status: becomes, message: becomes === 'Running' ? 'application is running' : 'application in deploying' };
}

function rollingMessage({ now }: World, phase: Phase): string {
  const { name, message } = transactionKinds.innerScale;
  return phase.is === 'inTransaction' && now >= phase.transaction.deadline ? `application ${name} TIMEOUT` : message;
}

/** What a transaction that ran out of time has left behind stands until the status is another one. */
function computed(world: World): Judgement {
  const { application: { spec: { instances }, status: old = {} } } = world;
  const found = bcsRules.statusOfApplication(countedStatuses(world), instances);
  return found.status === old.status && old.message?.endsWith(timeoutEnding) ? { ...found, message: old.message } : found;
}
