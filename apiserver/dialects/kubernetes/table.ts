/**
 * Tables: what `kubectl get` prints (k8s.io/apimachinery pkg/apis/meta/v1 Table).
 *
 * Most cells of a row depend on the object alone. Their text is made once per state; only cells that age are made
 * anew, once a second.
 */
import { ApiError, type Column, type KubeObject, type ResourceDefinition } from '../../../api';
import type { Entry } from '../../../registry';
import type { Conversion } from './negotiate';
import { partialObject } from './partial';
import type { Query } from './query';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly version: Conversion['version'];
  readonly include: IncludeObject;
  /** Without column definitions (watch: all events but the first). */
  readonly noHeaders?: boolean;
}

export interface TableMeta {
  /** Absent: of what is stored nowhere. */
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** What a table needs to know of a kind. */
export type Shown = Pick<ResourceDefinition, 'columns' | 'rowConditions'>;

const includes: readonly string[] = ['None', 'Metadata', 'Object'];

/** Throws ApiError BadRequest for an includeObject that does not exist. */
export function tableOptions(query: Query, { version }: Conversion): TableOptions {
  const include = query.text('includeObject') ?? 'Metadata';
  if (!includes.includes(include)) {
    throw ApiError.badRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(include)}: must be 'Metadata', 'Object', 'None', or empty`);
  }
  return { version, include: include as IncludeObject };
}

/** For kinds that declare none (k8s.io/apiserver registry/rest defaultTableConvertor). */
const defaultColumns: readonly Column[] = [
  { name: 'Name', type: 'string', format: 'name', priority: 0, description: 'Name must be unique within a namespace.', value: ({ metadata }) => metadata.name ?? '' },
  { name: 'Created At', type: 'date', priority: 0, description: 'When the object was created.', value: ({ metadata }) => metadata.creationTimestamp ?? null },
];

const columnsOf = ({ columns }: Shown): readonly Column[] => (columns.length ? columns : defaultColumns);

const headers = new WeakMap<Shown, string>();

function headerText(definition: Shown): string {
  let text = headers.get(definition);
  if (text === undefined) {
    text = JSON.stringify(columnsOf(definition).map(({ name, type, format = '', description, priority }) => ({ name, type, format, description, priority })));
    headers.set(definition, text);
  }
  return text;
}

/** The whole Table as JSON text. `now` in milliseconds. */
export function tableText(definition: Shown, entries: readonly Entry[], meta: TableMeta, options: TableOptions, now: number): string {
  const columns = options.noHeaders ? '[]' : headerText(definition);
  const rows = entries.map((entry) => rowText(definition, entry, options, now)).join(',');
  return `{"kind":"Table","apiVersion":"meta.k8s.io/${options.version}","metadata":${JSON.stringify(meta)},"columnDefinitions":${columns},"rows":[${rows}]}`;
}

interface Row {
  /** Text around the cells that age: one more than there are such cells. */
  readonly around: readonly string[];
  readonly aging: readonly Column[];
  second: number;
  text: string;
}

const rowSlots = Object.fromEntries(
  ['v1', 'v1beta1'].flatMap((version) => includes.map((include) => [`${version} ${include}`, Symbol(`Table row ${version} ${include}`)])),
) as Readonly<Record<string, symbol>>;

/** Ages are told in whole seconds; what was said this second is still true. */
function rowText(definition: Shown, entry: Entry, options: TableOptions, now: number): string {
  const row = entry.memo(rowSlots[`${options.version} ${options.include}`]!, () => prepareRow(definition, entry, options));
  const second = Math.floor(now / 1000);
  if (row.second !== second) {
    row.text = renderRow(row, entry.object, second * 1000);
    row.second = second;
  }
  return row.text;
}

function renderRow({ around, aging }: Row, object: KubeObject, now: number): string {
  let text = around[0] ?? '';
  aging.forEach((column, i) => { text += JSON.stringify(column.value(object, now)) + (around[i + 1] ?? ''); });
  return text;
}

function prepareRow(definition: Shown, entry: Entry, options: TableOptions): Row {
  const around: string[] = [];
  const aging: Column[] = [];
  let text = '{"cells":[';
  columnsOf(definition).forEach((column, i) => {
    if (i > 0) text += ',';
    if (!column.ages) {
      text += cellText(column, entry.object);
      return;
    }
    aging.push(column);
    around.push(text);
    text = '';
  });
  around.push(`${text}]${conditionsText(definition, entry.object)},"object":${objectText(entry, options)}}`);
  return { around, aging, second: NaN, text: '' };
}

const cellText = (column: Column, object: KubeObject): string => JSON.stringify(column.value(object, 0));

function conditionsText(definition: Shown, object: KubeObject): string {
  const conditions = definition.rowConditions?.(object) ?? [];
  return conditions.length ? `,"conditions":${JSON.stringify(conditions)}` : '';
}

function objectText(entry: Entry, { include, version }: TableOptions): string {
  if (include === 'None') return 'null';
  return include === 'Object' ? entry.bytes.toString('utf8') : partialObject(entry, version);
}

/** The Table that stands for a bookmark in a watch of Tables: one row without cells, carrying the resourceVersion. */
export function bookmarkTable(definition: ResourceDefinition, bookmark: KubeObject, options: TableOptions): string {
  const partial = { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${options.version}`, metadata: bookmark.metadata };
  // The end of the initial events is told to everybody (k8s.io/apiserver endpoints/handlers asTable).
  const object = options.include === 'Object' ? bookmark : options.include === 'Metadata' || bookmark.metadata.annotations ? partial : null;
  const cells = columnsOf(definition).map((column) => (column.type === 'string' ? '' : null));
  return JSON.stringify({
    kind: 'Table', apiVersion: `meta.k8s.io/${options.version}`, metadata: { resourceVersion: bookmark.metadata.resourceVersion },
    columnDefinitions: options.noHeaders ? [] : JSON.parse(headerText(definition)) as unknown, rows: [{ cells, object }],
  });
}
