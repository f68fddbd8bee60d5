/** A snapshot as JSON, in pieces. */
import type { SchedulerConfiguration } from '../../../../api';
import type { Entry } from '../../../../registry';
import { joinItems } from '../../../dialect';
import type { SimulatedKind } from '../kinds';

export interface Listed {
  readonly kind: SimulatedKind;
  readonly entries: readonly Entry[];
}

/** About how many bytes a piece has. */
const pieceSize = 256 * 1024;

/** Members in the order in which kube-scheduler-simulator writes them: the configuration stands before the namespaces, which came later. */
export function* snapshotText(listed: readonly Listed[], configuration: SchedulerConfiguration | undefined): Generator<Buffer> {
  let separator = '{';
  for (const { kind, entries } of listed) {
    if (kind.member === 'namespaces') {
      yield Buffer.from(`${separator}"schedulerConfig":${JSON.stringify(configuration ?? null)}`);
      separator = ',';
    }
    yield* memberText(`${separator}${JSON.stringify(kind.member)}:[`, { kind, entries });
    separator = ',';
  }
  yield Buffer.from('}\n');
}

function* memberText(head: string, { kind: { definition }, entries }: Listed): Generator<Buffer> {
  let from = 0;
  do {
    const to = pieceEnd(entries, from);
    yield joinItems(definition, from === 0 ? head : ',', entries.slice(from, to), to === entries.length ? ']' : '');
    from = to;
  } while (from < entries.length);
}

function pieceEnd(entries: readonly Entry[], from: number): number {
  let size = 0;
  let to = from;
  while (to < entries.length && size < pieceSize) size += entries[to++]!.bytes.length;
  return to;
}
