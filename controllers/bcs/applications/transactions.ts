/**
 * Which transaction an application is in (sections 6.1 and 9 of the document's specification): what is asked for and has not come to an end. What is
 * asked for is spec, what has come to an end is status; so whoever begins anew after a stop finds the same.
 */
import type { bcs, bcsRules } from '../../../api';
import { hasExcess, isUnseen, lacksSome } from './counts';
import type { World } from './world';

type OperationName = bcs.Transaction['operation'];

interface Kind {
  /** How the document calls it where a transaction has run out of time. */
  readonly name: string;
  /** While it goes on. */
  readonly message: string;
  /** What the application is when it is done, until it is computed again. */
  readonly becomes: 'Deploying' | 'Running';
  life(timing: bcsRules.Timing, application: bcs.BcsApplication): number;
  delay?(timing: bcsRules.Timing): number;
}

const scale: Kind = { name: 'SCALE', message: 'application in scaling', becomes: 'Deploying', life: ({ lives }) => lives.scale };
const update: Kind = { name: 'UPDATE', message: 'application in updating', becomes: 'Running', life: ({ lives }) => lives.update, delay: ({ delays }) => delays.update };

export const transactionKinds: Readonly<Record<OperationName, Kind>> = {
  launch: { name: 'LAUNCH', message: 'application in launching', becomes: 'Deploying', life: ({ lives }) => lives.launch },
  scaleUp: scale,
  scaleDown: { ...scale, becomes: 'Running' },
  update,
  rollback: { ...update, name: 'ROLLBACK' },
  resource: { ...update, life: ({ lives }) => lives.updateResource },
  relaunch: { ...update, name: 'LAUNCH', message: 'application in recovering', becomes: 'Deploying', life: ({ lives }) => lives.relaunch, delay: ({ delays }) => delays.relaunch },
  innerScale: {
    name: 'INNERSCALE', message: 'application in rolling update', becomes: 'Running',
    life: ({ lives }, { spec }) => (spec.rolling === 'Down' ? lives.rollingDelete : lives.rollingCreate),
  },
  delete: { name: 'DELETE', message: 'application in deleting', becomes: 'Running', life: ({ lives }) => lives.delete },
};

/** These are about how many taskgroups there are. */
const scales: ReadonlySet<OperationName> = new Set(['launch', 'scaleUp', 'scaleDown', 'relaunch', 'innerScale']);

export const settlesInstances = (operation: OperationName): boolean => scales.has(operation);

/** A transaction that nobody has begun yet. */
type Wish = Pick<bcs.Transaction, 'operation' | 'id'>;

/** The one that goes on, or begins; undefined: all that was asked for has come to an end. */
export function transactionOf(world: World): bcs.Transaction | undefined {
  const { application, now, timing } = world;
  const wishes = wishesOf(world);
  const current = application.status?.transaction;
  const ongoing = current && wishes.find(({ operation, id }) => operation === current.operation && id === current.id);
  const wish = ongoing ?? wishes[0];
  if (!wish) return undefined;
  if (current && ongoing && !isAskedAnew(world, ongoing)) return current;
  const { life, delay } = transactionKinds[wish.operation];
  const notBefore = now + (delay?.(timing) ?? 0);
  return { ...wish, begun: now, ...(notBefore > now && { notBefore }), deadline: notBefore + life(timing, application) };
}

/** Another number in the midst of a scale: it has its whole life before it. */
const isAskedAnew = ({ application }: World, { operation, id }: Wish): boolean => id === undefined && scales.has(operation) && isUnseen(application);

/** In the order in which they begin; one that has begun comes before those that have not. */
function wishesOf(world: World): readonly Wish[] {
  const { metadata: { deletionTimestamp }, spec: { rolling, order, deletion }, status = {} } = world.application;
  const id = deletion && deletion.id !== status.settledDeletion ? deletion.id : undefined;
  if (deletionTimestamp || id !== undefined) return [{ operation: 'delete', ...(id !== undefined && { id }) }];
  const inNumber = numberWish(world);
  if (rolling) return inNumber ? [{ operation: 'innerScale' }] : [];
  if (inNumber?.operation === 'launch') return [inNumber];
  const ordered: Wish | undefined = order && order.id !== status.settledOrder ? { operation: order.kind, id: order.id } : undefined;
  return [ordered, inNumber].filter((wish) => wish !== undefined);
}

function numberWish(world: World): Wish | undefined {
  const { application } = world;
  const { spec: { instances, rolling }, status: { settledInstances: settled, transaction } = {} } = application;
  if (settled === undefined) return { operation: 'launch' };
  if (instances !== settled) return { operation: instances < settled ? 'scaleDown' : 'scaleUp' };
  if (transaction?.operation === 'scaleUp' || transaction?.operation === 'scaleDown' || transaction?.operation === 'innerScale') return { operation: transaction.operation };
  // A step waits for all of them: one that has gone is made once more, whatever the policy says.
  if (rolling === 'Up' && lacksSome(world)) return { operation: 'innerScale' };
  // The same number again: somebody wants those that found no place, or have gone, once more.
  if (isUnseen(application) && lacksSome(world)) return { operation: 'scaleUp' };
  return hasExcess(world) ? { operation: 'scaleDown' } : undefined;
}
