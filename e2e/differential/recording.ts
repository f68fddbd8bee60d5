/** What a scheduler did, as lines of JSON: one for each pod, in the order in which they were placed. README.md tells of the format. */

export interface Recorded {
  /** `namespace/name`. */
  readonly pod: string;
  /** Absent: it has none. */
  readonly node?: string;
  /** Every node that had as many points as that one; absent: nobody knows. */
  readonly best?: readonly string[];
  /** The sum of what all plugins gave that node, where there were others to compare it with. */
  readonly points?: number;
  /** `0/3 nodes are available: …`, of a pod without a node. */
  readonly reason?: string;
  /** Pods that made room for it, `namespace/name`, in the order of their names. */
  readonly preempted?: readonly string[];
}

export const written = (lines: readonly Recorded[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Throws for what is no recording, with the number of the line. */
export const read = (text: string): Recorded[] => text.split('\n').flatMap((line, i) => (line.trim() ? [parsed(line, i + 1)] : []));

function parsed(text: string, number: number): Recorded {
  const line = orFault(text, number);
  if (typeof line.pod !== 'string' || !line.pod.includes('/')) throw new Error(`line ${number}: pod must be "namespace/name"`);
  if ((line.node === undefined) === (line.reason === undefined)) throw new Error(`line ${number}: either node or reason must be there`);
  return line as Recorded;
}

function orFault(text: string, number: number): Partial<Recorded> {
  try {
    return JSON.parse(text) as Partial<Recorded>;
  } catch (error) {
    throw new Error(`line ${number}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * - same: the same node, or none for the same reason.
 * - tie: another node, which had as many points: chance has decided.
 * - differs: anything else.
 */
export type Agreement = 'same' | 'tie' | 'differs';

export interface Compared {
  readonly pod: string;
  readonly agreement: Agreement;
  /** In words, where it differs. */
  readonly difference?: string;
}

export function compare(theirs: Recorded, ours: Recorded): Compared {
  const difference = differenceOf(theirs, ours);
  if (difference !== undefined) return { pod: theirs.pod, agreement: 'differs', difference };
  return { pod: theirs.pod, agreement: theirs.node === ours.node ? 'same' : 'tie' };
}

const differences: readonly ((theirs: Recorded, ours: Recorded) => string | undefined)[] = [
  (theirs, ours) => (Boolean(theirs.node) === Boolean(ours.node) ? undefined : `theirs: ${theirs.node ?? theirs.reason}; ours: ${ours.node ?? ours.reason}`),
  (theirs, ours) => (theirs.node === undefined && theirs.reason !== ours.reason ? `theirs: ${theirs.reason}; ours: ${ours.reason}` : undefined),
  (theirs, ours) => (theirs.node === undefined || bestOf(ours).includes(theirs.node) ? undefined : `theirs: ${theirs.node}; ours: ${bestOf(ours).join(' or ')}`),
  (theirs, ours) => (theirs.best && named(theirs.best) !== named(bestOf(ours)) ? `the best: theirs: ${named(theirs.best)}; ours: ${named(bestOf(ours))}` : undefined),
  (theirs, ours) => (theirs.points !== undefined && theirs.points !== ours.points ? `points: theirs: ${theirs.points}; ours: ${ours.points}` : undefined),
  (theirs, ours) => (named(theirs.preempted) === named(ours.preempted) ? undefined : `preempted: theirs: ${named(theirs.preempted)}; ours: ${named(ours.preempted)}`),
];

function differenceOf(theirs: Recorded, ours: Recorded): string | undefined {
  for (const look of differences) {
    const found = look(theirs, ours);
    if (found !== undefined) return found;
  }
  return undefined;
}

const bestOf = ({ best, node }: Recorded): readonly string[] => best ?? (node === undefined ? [] : [node]);

const named = (names: readonly string[] = []): string => [...names].sort().join(', ') || 'none';
