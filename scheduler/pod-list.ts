/**
 * The pods of a node, immutable and in pieces: a list with one pod more, fewer or otherwise shares all pieces but one with the list
 * that it was made from. So a node of forty thousand pods costs hardly more than one of ten, and so do its earlier states.
 */
import type { PodInfo } from './pod-info';

type Piece = readonly PodInfo[];

const pieceSize = 64;

/** What one list has and the other has not. */
export interface Moves { readonly gone: readonly PodInfo[]; readonly come: readonly PodInfo[] }

export class PodList implements Iterable<PodInfo> {
  static readonly empty = new PodList([], 0);

  private constructor(private readonly pieces: readonly Piece[], readonly length: number) {}

  *[Symbol.iterator](): Iterator<PodInfo> {
    for (const piece of this.pieces) yield* piece;
  }

  some(holds: (pod: PodInfo) => boolean): boolean {
    return this.pieces.some((piece) => piece.some(holds));
  }

  find(holds: (pod: PodInfo) => boolean): PodInfo | undefined {
    for (const piece of this.pieces) {
      const found = piece.find(holds);
      if (found) return found;
    }
    return undefined;
  }

  filter(holds: (pod: PodInfo) => boolean): PodInfo[] {
    return this.pieces.flatMap((piece) => piece.filter(holds));
  }

  /** With `pod` as the last one. */
  with(pod: PodInfo): PodList {
    const last = this.pieces.at(-1);
    const pieces = last && last.length < pieceSize ? this.pieces.with(-1, [...last, pod]) : [...this.pieces, [pod]];
    return new PodList(pieces, this.length + 1);
  }

  /** Without this very one, which must be here. */
  without(pod: PodInfo): PodList {
    const at = this.pieceOf(pod);
    const rest = (this.pieces[at] as Piece).filter((other) => other !== pod);
    return new PodList(rest.length ? this.pieces.with(at, rest) : this.pieces.toSpliced(at, 1), this.length - 1);
  }

  /** With `pod` in the place of `old`, which must be here. */
  replacing(old: PodInfo, pod: PodInfo): PodList {
    const at = this.pieceOf(old);
    return new PodList(this.pieces.with(at, (this.pieces[at] as Piece).map((other) => (other === old ? pod : other))), this.length);
  }

  /** From this list to another one; cheap where one was made from the other in a few steps. */
  movesTo(after: PodList): Moves {
    const [old, now] = [this.pieces, after.pieces];
    const shorter = Math.min(old.length, now.length);
    let front = 0;
    while (front < shorter && old[front] === now[front]) front++;
    let back = 0;
    while (back < shorter - front && old.at(-1 - back) === now.at(-1 - back)) back++;
    return differences(old.slice(front, old.length - back).flat(), now.slice(front, now.length - back).flat());
  }

  /** The newest pods are those that change most. */
  private pieceOf(pod: PodInfo): number {
    return this.pieces.findLastIndex((piece) => piece.includes(pod));
  }
}

function differences(old: Piece, now: Piece): Moves {
  const [there, stayed] = [new Set(old), new Set(now)];
  return { gone: old.filter((pod) => !stayed.has(pod)), come: now.filter((pod) => !there.has(pod)) };
}
