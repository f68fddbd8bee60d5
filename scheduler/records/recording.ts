/** How much is recorded of decisions, and where it goes. */
import type { core } from '../../api';
import type { Informer } from '../../client';
import { podInfo, type PodInfo } from '../pod-info';
import { annotationsOf, defaultPrefix } from './annotations';
import type { Attempt } from './attempt';
import { Book } from './book';
import { ResultWriter, type WriterContext } from './writer';

/**
 * - off: nothing, at no cost; whoever asks is told what would be decided now.
 * - explain: the latest attempt of each pod, in memory.
 * - annotations: that, and every attempt is written to its pod, as kube-scheduler-simulator does.
 */
export type RecordLevel = 'off' | 'explain' | 'annotations';

export const recordLevels: readonly RecordLevel[] = ['off', 'explain', 'annotations'];

export interface RecordOptions {
  /** Default off. */
  readonly level?: RecordLevel;
  /** Of the annotations' names; default `kube-scheduler-simulator.sigs.k8s.io/`. */
  readonly prefix?: string;
}

export interface Recording {
  /** Absent: nothing is recorded. */
  readonly book?: Book;
  /** Forgets pods that are gone. Returns how to leave. */
  follow(pods: Informer<core.Pod>): () => void;
  /** Resolves when what was to be written is written. */
  idle(): Promise<void>;
}

const idle = (): Promise<void> => Promise.resolve();

const nothing: Recording = { follow: () => () => undefined, idle };

export function startRecording({ level = 'off', prefix = defaultPrefix }: RecordOptions, context: WriterContext): Recording {
  if (level === 'off') return nothing;
  if (level === 'explain') return { ...kept(new Book(context.clock)), idle };
  const writer = new ResultWriter(context, prefix);
  const write = (attempt: Attempt): void => writer.write(targetOf(attempt.pod), () => annotationsOf(attempt, prefix));
  return { ...kept(new Book(context.clock, write)), idle: () => writer.idle() };
}

const kept = (book: Book): Pick<Recording, 'book' | 'follow'> =>
  ({ book, follow: (pods) => pods.on({ deleted: (pod) => book.forget(podInfo(pod).uid) }) });

const targetOf = ({ key, uid, id }: PodInfo): { readonly key: PodInfo['key']; readonly uid: string; readonly id: string } => ({ key, uid, id });
