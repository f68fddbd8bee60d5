/** Whatever is written and whatever is asked, indices answer as reading everything does. */
import { instantOf, matches, seededRandom, valuesAt, type DocumentCondition, type DocumentKey, type Question, type Random, type StoredDocument } from '../../api';
import type { Shelf } from './documents';
import { bench, writes } from './testing/harness';

/** Some paths have declared indices, some are learned, some are both kinds. */
const shelf: Shelf = {
  name: 'dynamic',
  indexed: () => [{ path: ['data', 'a'], by: 'text' }, { path: ['data', 'at'], by: 'time' }, { path: ['data', 'at'], by: 'text' }],
};
const paths = [['data', 'a'], ['data', 'b'], ['data', 'at'], ['data', 'later'], ['data', 'list', 'x'], ['data', 'list'], ['data', 'list', '0'], ['_id'], ['data'], ['nothing']];

const pick = <V>(random: Random, from: readonly V[]): V => from[random.int(from.length)] as V;

const long = 'x'.repeat(300);
const times = [1, 2, 3, '1970-01-01T00:00:02Z', '1970-01-01T00:00:02.500Z', '1970-01-01T08:00:03+08:00', 'never', 0, null, '0001-01-01T00:00:00Z'];
const scalars = [0, 1, 2, 10, '0', '1', 'a', 'b', 'ab', '', true, false, 'true', null, long, `${long}y`];
const structures = [{}, [], { k: 1 }, { k: 1, l: 2 }, { l: 2, k: 1 }, [1, 'a'], [[1]], Array.from({ length: 100 }, (_, i) => i)];

function data(random: Random): unknown {
  const list = Array.from({ length: random.int(4) }, () => pick<unknown>(random, [{ x: pick(random, scalars) }, { x: [1, 'a'] }, { x: structures[random.int(structures.length)] }, 'a', 2, { y: 1 }, { 0: 'b' }]));
  return Object.fromEntries(Object.entries({
    a: pick<unknown>(random, [...scalars, ...structures]), b: pick<unknown>(random, [...scalars, ['a', 1], structures[7]]),
    at: pick<unknown>(random, [...times, [1, '1970-01-01T00:00:03Z'], [3, 2]]), later: pick<unknown>(random, [...times, [2, 3]]), list,
  }).filter(() => random.int(5) > 0));
}

function condition(random: Random, depth = 0): DocumentCondition {
  const path = pick(random, paths);
  const several = <V>(from: readonly V[]): V[] => Array.from({ length: random.int(3) + 1 }, () => pick(random, from));
  switch (random.int(depth === 0 ? 8 : 7)) {
    case 0: return { is: 'in', path, texts: several(scalars.map(String)), orMissing: random.int(2) === 0 };
    case 1: return { is: 'equals', path, values: several([...scalars, ...structures]) };
    case 2: return { is: 'integer', path, value: random.int(3), missing: pick(random, [undefined, 0, 1]) };
    case 3: return { is: 'truth', path, value: random.int(2) === 0 };
    case 4: return { is: 'after', path, ms: random.int(8) * 500 };
    case 5: return { is: 'before', path, ms: random.int(8) * 500 };
    case 6: return { is: 'contains', path, texts: several(['a', '', 'y', 'x', '1']) };
    default: return { is: 'any', of: Array.from({ length: random.int(3) }, () => condition(random, depth + 1)) };
  }
}

function span(random: Random): DocumentCondition[] {
  const path = pick(random, paths);
  return [{ is: 'after', path, ms: random.int(6) * 500 }, { is: 'before', path, ms: random.int(8) * 500 }];
}

const namespaces = [undefined, '', 'a', 'b', 'a/b'];

const question = (random: Random): Question => ({
  where: [...Array.from({ length: random.int(3) }, () => condition(random)), ...(random.int(4) === 0 ? span(random) : [])],
  ...(random.int(3) === 0 && { namespace: pick(random, namespaces) ?? null }),
  order: pick<Question['order']>(random, [undefined, 'name', { newest: ['data', 'at'] }, { newest: ['data', 'later'] }, { newest: ['createTime'] }]),
  offset: pick(random, [undefined, 0, 3]), limit: pick(random, [undefined, 5, 0]),
});

/** As the interface says it, from everything. */
function naive(documents: readonly StoredDocument[], { where, namespace, order = 'name', offset = 0, limit = Infinity }: Question): { total: number; ids: string[] } {
  const found = documents.filter((document) => (namespace === undefined || (document.key.namespace ?? null) === namespace) && matches(where, document.value));
  const name = ({ key }: StoredDocument): string => (key.namespace === undefined ? `0\0${key.name}` : `1${key.namespace}\0${key.name}`);
  const time = ({ value }: StoredDocument): number => (order === 'name' ? 0 : Math.max(-Infinity, ...valuesAt(value, order.newest).map((each) => instantOf(each) ?? -Infinity)));
  const byName = (a: StoredDocument, b: StoredDocument): number => (name(a) < name(b) ? -1 : 1);
  found.sort((a, b) => (order === 'name' ? byName(a, b) : (time(a) === time(b) ? 0 : time(b) - time(a)) || (a.id < b.id ? 1 : -1)));
  return { total: found.length, ids: found.slice(offset, offset + limit).map(({ id }) => id) };
}

// The second size is one at which paths are learned.
test.each([[1, 60, 200], [2, 700, 40]])('%i: of %i documents', async (seed, size, rounds) => {
  const random = seededRandom(seed);
  const { open, close } = bench();
  const [documents, other] = [open({ shelves: [shelf] }), open({ shelves: [shelf] })];
  const model = new Map<string, StoredDocument>();
  const write = async (): Promise<void> => {
    const namespace = pick(random, namespaces);
    const key: DocumentKey = { shelf: 'dynamic', cluster: 'c', type: 'T', ...(namespace !== undefined && { namespace }), name: `n${random.int(size)}` };
    const text = JSON.stringify(key);
    const by = pick(random, [documents, other]);
    if (random.int(4) > 0) model.set(text, await by.put(key, writes(data(random))));
    else expect(await by.remove(key)).toBe(model.delete(text));
  };
  const collection = { shelf: 'dynamic', cluster: 'c', type: 'T' };
  for (let i = 0; i < size * 2; i++) await write();
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < 3; i++) await write();
    const asked = question(random);
    const { total, documents: found } = await pick(random, [documents, other]).select(collection, asked);
    expect({ asked, total, ids: [...found].map(({ id }) => id) }).toEqual({ asked, ...naive([...model.values()], asked) });
  }
  expect(model.size).toBeGreaterThan(size / 2);
  await close();
});
