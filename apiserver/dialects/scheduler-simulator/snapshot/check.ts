/** Looks at every object of a snapshot before any is written. */
import { formatKey, keyOf, type KubeObject } from '../../../../api';
import { checkAcceptable } from '../../../../registry';
import { Disconnected, type DialectContext } from '../../../dialect';
import { Fault } from '../envelope';
import { importOrder, namespaces, type SimulatedKind } from '../kinds';
import { importedObject } from './imported-object';
import type { Item, Snapshot } from './reader';
import { Refusals } from './refusals';
import { tryOut } from './writes';

/** Objects looked at in a turn of the event loop: a few milliseconds of it. */
const perTurn = 32;

/** Rejects with Disconnected when the signal aborts. */
export async function checkAll(context: DialectContext, snapshot: Snapshot, signal: AbortSignal): Promise<Refusals> {
  const check = new Check(context);
  let looked = 0;
  for (const kind of importOrder) {
    const there = await namesOf(context, kind);
    for (const item of snapshot.items(kind)) {
      await check.item(item, there);
      if (++looked % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new Disconnected();
    }
    // The first of the order: they are known to all that follow.
    if (kind === namespaces) for (const name of there) check.namespaces.add(name);
  }
  return check.refusals;
}

class Check {
  readonly refusals = new Refusals();
  /** Those that there are, and those that will be. */
  readonly namespaces = new Set<string>();

  constructor(private readonly context: DialectContext) {}

  async item(item: Item, there: ReadonlySet<string>): Promise<void> {
    let object: KubeObject | undefined;
    try {
      object = importedObject(item);
      if (object) await this.object(item.kind, object, there);
    } catch (error) {
      this.refusals.addItem(item, error, object);
    }
  }

  private async object(kind: SimulatedKind, object: KubeObject, there: ReadonlySet<string>): Promise<void> {
    const { name = '', namespace } = object.metadata;
    if (kind === namespaces) this.namespaces.add(name);
    else if (namespace !== undefined && !this.namespaces.has(namespace)) throw new Fault('Failed', `there is no namespace ${JSON.stringify(namespace)}, neither here nor in the snapshot`);
    // What may change of an object depends on what it is.
    if (there.has(formatKey(keyOf(object)))) await tryOut(this.context.registry, kind, object);
    else checkAcceptable(kind.definition, object, this.context);
  }
}

async function namesOf({ registry }: DialectContext, { definition }: SimulatedKind): Promise<ReadonlySet<string>> {
  const { entries } = await registry.store(definition).list();
  return new Set(entries.map(({ key }) => formatKey(key)));
}
