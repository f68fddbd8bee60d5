/** A snapshot that comes as a body: kept as the text that it came in, object by object. */
import { Disconnected, MAX_BODY_BYTES, type Request } from '../../../dialect';
import { Fault } from '../envelope';
import { simulatedKinds, type SimulatedKind } from '../kinds';
import { MemberSplitter, parsed } from './member-splitter';

/** One object as it came: `pods[3]`. */
export interface Item {
  readonly kind: SimulatedKind;
  readonly index: number;
  readonly text: Buffer;
}

export interface Snapshot {
  /** Undefined: the body says nothing of it, or null. */
  readonly configuration: unknown;
  /** The objects of a kind, each of which is forgotten when it has been given. */
  take(kind: SimulatedKind): Generator<Item>;
  /** The same, and they stay. */
  items(kind: SimulatedKind): Iterable<Item>;
}

/** As large as a snapshot may be: beyond it memory would end before patience. */
const maxSnapshotBytes = 2 * 1024 * 1024 * 1024;

/** So much of a body that is refused is read away: a client in the middle of sending sees the answer only then. */
const drained = 256 * 1024 * 1024;

export const nameOf = ({ kind: { member }, index }: Item): string => `${member}[${index}]`;

/** Rejects with Fault for what is no snapshot, with Disconnected when it breaks off. */
export async function readSnapshot(request: Request, longest = maxSnapshotBytes): Promise<Snapshot> {
  const reading = new Reading(longest);
  try {
    // Whoever is refused gets to see why: the connection outlives the reading.
    for await (const piece of request.iterator({ destroyOnReturn: false })) if (!reading.take(piece as Buffer)) break;
  } catch {
    throw new Disconnected();
  }
  return reading.end();
}

class Reading {
  private readonly kept = new KeptSnapshot();
  private readonly splitter = new MemberSplitter((member, index, text) => this.kept.add(member, index, text), MAX_BODY_BYTES);
  private size = 0;
  private fault: unknown;

  constructor(private readonly longest: number) {}

  /** False: it is not worth going on. */
  take(piece: Buffer): boolean {
    this.size += piece.length;
    if (this.fault) return this.size < drained;
    try {
      if (this.size > this.longest) throw new Fault('TooLarge', `a snapshot may not be larger than ${this.longest} bytes`);
      this.splitter.push(piece);
    } catch (error) {
      this.fault = error;
    }
    return true;
  }

  end(): Snapshot {
    if (this.fault) throw this.fault;
    this.splitter.end();
    return this.kept;
  }
}

class KeptSnapshot implements Snapshot {
  configuration: unknown;
  private readonly texts = new Map<string, (Buffer | undefined)[]>(simulatedKinds.map(({ member }) => [member, []]));

  /** What a snapshot of another release has besides is let be. */
  add(member: string, index: number | undefined, text: Buffer): void {
    const list = this.texts.get(member);
    if (!list) {
      if (member === 'schedulerConfig' && index === undefined) this.configuration = parsed(text, member) ?? undefined;
    } else if (index !== undefined) list.push(text);
    else if (parsed(text, member) !== null) throw new Fault('Unreadable', `${member}: not a list`);
  }

  * items(kind: SimulatedKind): Generator<Item> {
    const list = this.listOf(kind);
    for (const [index, text] of list.entries()) if (text) yield { kind, index, text };
  }

  * take(kind: SimulatedKind): Generator<Item> {
    const list = this.listOf(kind);
    for (const item of this.items(kind)) {
      list[item.index] = undefined;
      yield item;
    }
  }

  private listOf({ member }: SimulatedKind): (Buffer | undefined)[] {
    return this.texts.get(member) ?? [];
  }
}
