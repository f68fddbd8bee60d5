/** A question as a collection can answer it: what its columns decide, what only documents do, and by what most is left out. */
import { fitting, valuesAt, type DocumentCondition, type Leaf, type Question } from '../../api';
import { either, type Verdict } from './cells';
import type { Candidates } from './column';
import type { Columns } from './columns';
import type { Index } from './documents';
import type { Row } from './row';

/** One condition. */
export interface Check {
  /** By columns alone. */
  readonly judge: (row: Row) => Verdict;
  /** By the document itself. */
  readonly holds: (value: unknown) => boolean;
  readonly candidates?: Candidates;
  /** Columns leave nothing to the document. */
  readonly decided: boolean;
}

export const leavesOf = (where: readonly DocumentCondition[]): readonly Leaf[] => where.flatMap((condition) => (condition.is === 'any' ? leavesOf(condition.of) : [condition]));

const isOfTime = ({ is }: Leaf): boolean => is === 'after' || is === 'before';

/** The columns that a question would use if they were there. */
export function columnsFor({ where, order = 'name' }: Question): readonly Index[] {
  const ofLeaves = leavesOf(where).map((leaf): Index => ({ path: leaf.path, by: isOfTime(leaf) ? 'time' : 'text' }));
  return order === 'name' ? ofLeaves : [...ofLeaves, { path: order.newest, by: 'time' }];
}

export function checkOf(condition: DocumentCondition, columns: Columns): Check {
  return condition.is === 'any' ? anyOf(condition.of.map((each) => checkOf(each, columns))) : checkOfLeaf(condition, columns);
}

/** Between two borders of one time there is less than beyond either. */
export function spansOf(where: readonly DocumentCondition[], columns: Columns): readonly Candidates[] {
  const spans: Candidates[] = [];
  for (const after of where) {
    if (after.is !== 'after') continue;
    const column = columns.time(after.path);
    for (const before of where) if (column && before.is === 'before' && columns.time(before.path) === column) spans.push(column.between(after.ms, before.ms));
  }
  return spans;
}

function checkOfLeaf(leaf: Leaf, columns: Columns): Check {
  const fits = fitting(leaf);
  const text = columns.text(leaf.path);
  const column = isOfTime(leaf) ? columns.time(leaf.path) ?? text : text;
  const judge = column?.judge(leaf);
  return { judge: judge ?? unknown, holds: (value) => valuesAt(value, leaf.path).some(fits), candidates: column?.candidates(leaf), decided: judge !== undefined };
}

const unknown = (): Verdict => undefined;

function anyOf(checks: readonly Check[]): Check {
  const found = checks.map(({ candidates }) => candidates).filter((candidates) => candidates !== undefined);
  return {
    judge: (row) => either(checks.map(({ judge }) => judge(row))),
    holds: (value) => checks.some(({ holds }) => holds(value)),
    candidates: found.length === checks.length ? { count: found.reduce((sum, { count }) => sum + count, 0), rows: () => [...new Set(found.flatMap(({ rows }) => rows()))] } : undefined,
    decided: checks.every(({ decided }) => decided),
  };
}
