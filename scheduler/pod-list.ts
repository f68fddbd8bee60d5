/**
 * The pods of a node, immutable and in pieces: a list with one pod more, fewer or otherwise shares all pieces but one with the list
 * that it was made from. So a node of forty thousand pods costs hardly more than one of ten, and so do its earlier states.
 */
import type { PodInfo } from './pod-info';

type Piece = readonly PodInfo[];

const pieceSize = 64;

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

  /** Without this very one; the same list where it is not here. */
  without(pod: PodInfo): PodList {
    const at = this.pieceOf(pod);
    if (at < 0) return this;
    const rest = (this.pieces[at] as Piece).filter((other) => other !== pod);
    return new PodList(rest.length ? this.pieces.with(at, rest) : this.pieces.toSpliced(at, 1), this.length - 1);
  }

  /** With `pod` in the place of `old`, which must be here. */
  replacing(old: PodInfo, pod: PodInfo): PodList {
    const at = this.pieceOf(old);
    return new PodList(this.pieces.with(at, (this.pieces[at] as Piece).map((other) => (other === old ? pod : other))), this.length);
  }

  /** The newest pods are those that change most. */
  private pieceOf(pod: PodInfo): number {
    return this.pieces.findLastIndex((piece) => piece.includes(pod));
  }
}
