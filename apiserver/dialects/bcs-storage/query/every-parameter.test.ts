/** Every parameter of every kind through the server and its indices; filters.test.ts says what each comparison means. */
import { serveBcsStorage, type Document, type TestClient } from '../testing/client';
import type { Comparison } from './comparisons';
import { queriedKinds, type QueriedKind } from './filters';
import type { Parameter } from './parameter';

let storage: TestClient;
beforeAll(async () => { storage = await serveBcsStorage(); });
afterAll(() => storage.stop());

const at = (seconds: number): string => new Date(1_521_013_659_000 + seconds * 1000).toISOString();

interface Sample {
  /** What the documents `a` and `b` hold. */
  readonly a: unknown;
  readonly b: unknown;
  /** Values, and which they find. */
  readonly finds: Readonly<Record<string, string>>;
}

const texts: Sample = { a: 'one', b: 'two', finds: { one: 'a', two: 'b', 'two, one': 'ab', three: '', 'three,one': 'a', One: '' } };
const integers: Sample = { a: 3, b: 4, finds: { 3: 'a', 4: 'b', 5: '', x: 'ab', '3,4': 'ab' } };

const samples: Readonly<Record<Comparison, Sample>> = {
  in: texts, inOrMissing: texts, integer: integers,
  count: { a: undefined, b: 4, finds: { 0: 'a', 4: 'b', 3: '', x: 'ab' } },
  truth: { a: true, b: false, finds: { true: 'a', 1: 'a', false: 'b', xyz: 'b' } },
  after: { a: at(0), b: at(10), finds: { 1521013664: 'b', 1521013669: '', 1521013658: 'ab', '2018-03-14 07:47:44': 'b', soon: 'ab' } },
  before: { a: at(0), b: at(10), finds: { 1521013664: 'a', 1521013659: '', 1521013670: 'ab', '2018-03-14 07:47:44': 'a', soon: 'ab' } },
  afterOrOpen: texts, beforeOrOpen: texts, contains: texts,
};

/** Where documents are put decides on their names and namespaces, and a kind that is preset on what is found at all. */
const apart = new Set(['name', 'namespace', 'kind']);

const asked = ({ parameters }: QueriedKind): readonly Parameter[] => parameters.filter(({ name }) => !apart.has(name));

function dataOf(kind: QueriedKind, which: 'a' | 'b'): object {
  const document: Record<string, unknown> = {};
  for (const { path, comparison } of asked(kind)) setAt(document, path.split('.'), samples[comparison][which]);
  return { ...document.data as object, ...(kind.preset && { kind: kind.kind }) };
}

function setAt(into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) into[key] = value;
  else setAt((into[key] ??= {}) as Record<string, unknown>, rest, value);
}

const kinds = queriedKinds.filter(({ parameters }) => parameters.length > 0);

it.each(kinds.map((kind) => [`${kind.env} ${kind.kind}`, kind] as const))('%s', async (cluster, kind) => {
  const { env, parameters, types: [type = ''] } = kind;
  const base = `/clusters/${encodeURIComponent(cluster)}`;
  const hasNamespace = parameters.some(({ name }) => name === 'namespace');
  const place = (which: 'a' | 'b'): string => (hasNamespace ? `namespace_resources${base}/namespaces/ns-${which}` : `cluster_resources${base}`);
  for (const which of ['a', 'b'] as const) await storage.put(`/${env}/dynamic/${place(which)}/${type}/${which}`, dataOf(kind, which));
  const found = async (name: string, value: string): Promise<string> =>
    (await storage.ok<Document[]>('GET', `/query/${env}/dynamic${base}/${kind.kind}?${String(new URLSearchParams([[name, value]]))}`)).map(({ resourceName }) => resourceName).sort().join('');
  const answers = async (name: string, values: readonly string[]): Promise<unknown> => Object.fromEntries(await Promise.all(values.map(async (value) => [value, await found(name, value)] as const)));

  expect(await answers('name', ['a', 'b', 'b,a', 'c', ''])).toEqual({ a: 'a', b: 'b', 'b,a': 'ab', c: '', '': 'ab' });
  if (hasNamespace) expect(await answers('namespace', ['ns-a', 'ns-b , ns-a', 'ns'])).toEqual({ 'ns-a': 'a', 'ns-b , ns-a': 'ab', ns: '' });
  for (const { name, comparison } of asked(kind)) expect([name, await answers(name, Object.keys(samples[comparison].finds))]).toEqual([name, samples[comparison].finds]);
});
