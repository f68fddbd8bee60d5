/** The documents of one collection as readers see them, and how they are found. */
import type { DocumentPath, Question, StoredDocument } from '../../api';
import { Columns } from './columns';
import type { Shelf } from './documents';
import { checkOf, columnsFor, spansOf, type Check } from './question';
import { byCreation, byId, byName, Row } from './row';
import { SortedList } from './sorted-list';
import { latestOf, noTime, timesAt } from './time-column';
import { nextTurn, Pace } from './turns';

/** What a question found. */
export interface Found {
  readonly total: number;
  /** From `offset`, as many as `limit`. */
  readonly documents: readonly StoredDocument[];
  /** By which they are ordered, where that is not the name. */
  readonly times?: readonly number[];
}

/** Rows that hold all that are asked for, and whether they are in order. */
interface Way {
  readonly count: number;
  readonly ordered: boolean;
  /** Nobody else's. */
  rows(): Row[];
}

/** What looking at a row costs, in bytes of JSON parsed; and a step of sorting. */
const lookCost = 5;
const parseCost = 2000;
const sortCost = 20;

export class View {
  private readonly rows = new Map<string, Row>();
  private readonly named = new SortedList<Row>(byName);
  private readonly columns: Columns;
  /** Only where some go for their age. */
  private readonly aged: SortedList<Row> | undefined;

  constructor(type: string, { indexed, cap, maxAgeMs }: Shelf) {
    this.columns = new Columns(indexed(type), () => this.rows.values());
    if (cap !== undefined || maxAgeMs !== undefined) this.aged = new SortedList<Row>(byCreation);
  }

  get size(): number {
    return this.rows.size;
  }

  get(name: string): StoredDocument | undefined {
    return this.rows.get(name)?.document;
  }

  set(name: string, document: StoredDocument, weight: number, value: () => unknown): void {
    this.delete(name);
    const row = new Row(document, weight);
    this.rows.set(name, row);
    this.named.add(row);
    this.aged?.add(row);
    this.columns.add(row, value);
  }

  delete(name: string): void {
    const row = this.rows.get(name);
    if (!row) return;
    row.gone = true;
    this.rows.delete(name);
    this.named.remove(row);
    this.aged?.remove(row);
    this.columns.remove(row);
  }

  /** By createTime, the oldest first. */
  get oldest(): readonly Row[] {
    return this.aged?.all ?? [];
  }

  /** One step for each: rows of one stand together. */
  namespaces(): readonly string[] {
    const names: string[] = [];
    const isBehind = ({ key: { namespace } }: Row): boolean => namespace === undefined || namespace <= (names.at(-1) ?? '');
    for (let at = this.named.position(({ key }) => key.namespace === undefined); at < this.size; at = this.named.position(isBehind)) {
      names.push(this.named.all[at]?.key.namespace ?? '');
    }
    return names;
  }

  async select(question: Question): Promise<Found> {
    const { order = 'name', offset = 0, limit = Infinity } = question;
    await this.columns.learn(columnsFor(question), this.size);
    const checks = question.where.map((condition) => checkOf(condition, this.columns));
    const way = this.choose(this.ways(question, checks), checks);
    const timeOf = order === 'name' ? undefined : this.timeAt(order.newest);
    const fitting = await filter(way.rows(), checks, question.namespace);
    if (!way.ordered) fitting.sort(timeOf ? await newestFirst(fitting, timeOf) : byName);
    const rows = fitting.slice(offset, offset + limit);
    return { total: fitting.length, documents: rows.map(({ document }) => document), times: timeOf && rows.map(timeOf) };
  }

  /** Each holds everything that is asked for. */
  private ways({ where, namespace, order = 'name' }: Question, checks: readonly Check[]): readonly Way[] {
    const ways: Way[] = [this.ofNamespace(namespace, order === 'name')];
    const found = [...checks.map(({ candidates }) => candidates), ...spansOf(where, this.columns)];
    for (const candidates of found) if (candidates) ways.push({ count: candidates.count, ordered: false, rows: candidates.rows });
    const time = order === 'name' ? undefined : this.columns.time(order.newest);
    if (time) ways.push({ count: this.size, ordered: true, rows: () => time.newestFirst() });
    return ways;
  }

  private choose(ways: readonly Way[], checks: readonly Check[]): Way {
    const each = lookCost + (checks.every(({ decided }) => decided) ? 0 : parseCost);
    const costs = ways.map(({ count, ordered }) => count * (each + (ordered ? 0 : sortCost * Math.log2(count + 1))));
    return ways[costs.indexOf(Math.min(...costs))] as Way;
  }

  /** A namespace's rows stand together. */
  private ofNamespace(namespace: Question['namespace'], ordered: boolean): Way {
    if (namespace === undefined) return { count: this.size, ordered, rows: () => [...this.named.all] };
    const from = namespace === null ? 0 : this.named.position(({ key }) => key.namespace === undefined || key.namespace < namespace);
    const to = this.named.position(({ key }) => key.namespace === undefined || (namespace !== null && key.namespace <= namespace));
    return { count: to - from, ordered, rows: () => this.named.all.slice(from, to) };
  }

  /** What a row's latest time at a path is. */
  private timeAt(path: DocumentPath): (row: Row) => number {
    const column = this.columns.time(path);
    return column ? (row) => column.latest(row) : ({ document }) => latestOf(timesAt(document.value, path));
  }
}

/** Each row is asked for its time once. */
async function newestFirst(rows: readonly Row[], timeOf: (row: Row) => number): Promise<(a: Row, b: Row) => number> {
  const pace = new Pace();
  const times = new Map<Row, number>();
  for (const row of rows) {
    if (pace.due(row.weight)) await nextTurn();
    times.set(row, timeOf(row));
  }
  const time = (row: Row): number => times.get(row) ?? noTime;
  return (a, b) => time(b) - time(a) || byId(b, a);
}

/** `rows` are nobody else's. */
async function filter(rows: Row[], checks: readonly Check[], namespace: Question['namespace']): Promise<Row[]> {
  if (checks.length === 0 && namespace === undefined) return rows;
  const pace = new Pace();
  const fitting: Row[] = [];
  for (const row of rows) {
    if (namespace !== undefined && (row.key.namespace ?? null) !== namespace) continue;
    const open = undecided(row, checks);
    if (pace.due(lookCost * checks.length + (open?.length ? row.weight : 0))) await nextTurn();
    if (open && holdAll(open, row)) fitting.push(row);
  }
  return fitting;
}

/** The checks that only the document can decide; undefined: one of the others fails. */
function undecided(row: Row, checks: readonly Check[]): readonly Check[] | undefined {
  let open: Check[] | undefined;
  for (const check of checks) {
    const verdict = check.judge(row);
    if (verdict === false) return undefined;
    if (verdict === undefined) (open ??= []).push(check);
  }
  return open ?? none;
}

const none: readonly Check[] = [];

function holdAll(checks: readonly Check[], { document }: Row): boolean {
  if (checks.length === 0) return true;
  const { value } = document;
  return checks.every(({ holds }) => holds(value));
}
