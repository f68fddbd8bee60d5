/** What pods need before they start, looked up when they do; who has to wait is woken when it appears. */
import { formatKey, keyOf, type core, type ObjectKey } from '../../api';
import { ignoresMissing } from '../settings';
import { lackingOf, namesThings, type Lacking } from './lacking';
import { Reads } from './reads';
import type { Thing } from './things';
import { Vigil, type VigilDeps } from './vigil';

interface Waiting {
  readonly awaited: readonly Thing[];
  /** The node of which it waits to be told that a volume is attached. */
  readonly node: string | undefined;
}

export class Needs {
  private readonly reads: Reads;
  private readonly waiting = new Map<string, Waiting>();
  private readonly vigils = new Map<string, Vigil>();

  constructor(private readonly deps: VigilDeps, private readonly wake: (pod: string) => void) {
    this.reads = new Reads(deps.client);
  }

  /** Whether a look is due: containers are to be started, and something is named. */
  concern(pod: core.Pod): boolean {
    return startsContainers(pod) && namesThings(pod) && !ignoresMissing(pod);
  }

  /** `nodeNow`: what the node says at any time. */
  async look(pod: core.Pod, nodeNow: () => core.Node): Promise<Lacking | undefined> {
    for (;;) {
      const node = nodeNow();
      const lacking = await lackingOf(pod, node, this.reads);
      this.keep(formatKey(keyOf(pod)), lacking && { awaited: lacking.awaited, node: lacking.unattached.length ? node.metadata.name : undefined });
      // What the node said before the pod was known to wait for it has woken nobody.
      if (!lacking?.unattached.length || nodeNow() === node) return lacking;
    }
  }

  forget(pod: core.Pod): void {
    this.keep(formatKey(keyOf(pod)), undefined);
  }

  /** Pods that wait for what the node's status tells. */
  onNode({ metadata: { name } }: core.Node): readonly string[] {
    if (this.waiting.size === 0) return [];
    return [...this.waiting].flatMap(([pod, { node }]) => (node !== undefined && node === name ? [pod] : []));
  }

  private keep(pod: string, next: Waiting | undefined): void {
    const before = this.waiting.get(pod);
    if (!before && !next) return;
    if (next) this.waiting.set(pod, next);
    else this.waiting.delete(pod);
    // Those first that are new: a vigil that goes on is not begun anew.
    for (const { definition, key } of next?.awaited ?? []) this.vigilOver(definition, key).add(key.name, pod);
    const kept = new Set(next?.awaited.map(nameOf));
    for (const thing of before?.awaited ?? []) if (!kept.has(nameOf(thing))) this.leave(thing, pod);
  }

  private vigilOver(definition: Thing['definition'], { namespace }: ObjectKey): Vigil {
    const place = placeOf({ definition, key: { namespace, name: '' } });
    const vigil = this.vigils.get(place) ?? new Vigil(this.deps, definition, namespace, this.wake);
    this.vigils.set(place, vigil);
    return vigil;
  }

  private leave(thing: Thing, pod: string): void {
    const place = placeOf(thing);
    if (this.vigils.get(place)?.remove(thing.key.name, pod)) this.vigils.delete(place);
  }
}

const placeOf = ({ definition, key: { namespace = '' } }: Thing): string => `${definition.names.plural}/${namespace}`;
const nameOf = (thing: Thing): string => `${placeOf(thing)}/${thing.key.name}`;

/** Before its containers run, and when one of them is to run again. */
function startsContainers({ metadata, status: { phase, containerStatuses } }: core.Pod): boolean {
  if (metadata.deletionTimestamp) return false;
  return phase === undefined || phase === 'Pending' || (phase === 'Running' && (containerStatuses?.some(({ state }) => !state?.running) ?? false));
}
