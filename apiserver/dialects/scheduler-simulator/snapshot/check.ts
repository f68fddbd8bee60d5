/** Looks at every object of a snapshot before any is written. */
import { checkAcceptable } from '../../../../registry';
import { Disconnected, type DialectContext } from '../../../dialect';
import { importedObject } from './imported-object';
import { Refusals } from './refusals';
import { importOrder } from '../kinds';
import type { Item, Snapshot } from './reader';

/** Objects looked at in a turn of the event loop: a few milliseconds of it. */
const perTurn = 32;

/** Rejects with Disconnected when the signal aborts. */
export async function checkAll(context: DialectContext, snapshot: Snapshot, signal: AbortSignal): Promise<Refusals> {
  const refusals = new Refusals();
  let looked = 0;
  for (const kind of importOrder) {
    for (const item of snapshot.items(kind)) {
      check(context, item, refusals);
      if (++looked % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new Disconnected();
    }
  }
  return refusals;
}

function check(context: DialectContext, item: Item, refusals: Refusals): void {
  let object: ReturnType<typeof importedObject>;
  try {
    object = importedObject(item);
    if (object) checkAcceptable(item.kind.definition, object, context);
  } catch (error) {
    refusals.addItem(item, error, object);
  }
}
