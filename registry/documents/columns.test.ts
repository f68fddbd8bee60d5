import { seededRandom, type DocumentCondition, type StoredDocument } from '../../api';
import { View } from './view';
import { bench, dataOf, pods, writes } from './testing/harness';

class Parsed implements StoredDocument {
  readonly key;
  readonly id: string;
  readonly revision = 1;
  readonly createTime = 0;
  readonly updateTime = 0;
  readonly json = Buffer.from('{}');
  /** How often somebody looked. */
  static looks = 0;

  constructor(name: string, private readonly held: unknown) {
    this.key = { ...pods, namespace: `ns${name.length}`, name };
    this.id = name;
  }

  get value(): unknown {
    Parsed.looks++;
    return this.held;
  }
}

const size = 2000;
const shelf = { name: 'dynamic', indexed: () => [{ path: ['known'], by: 'text' as const }, { path: ['at'], by: 'time' as const }] };

function filled(): View {
  const view = new View('Pod', shelf);
  for (let i = 0; i < size; i++) {
    const value = { known: `k${i}`, other: i % 10, more: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}`, i])), at: [i, size - i] };
    view.set(`n${i}`, new Parsed(`n${i}`, value), 100, () => value);
  }
  Parsed.looks = 0;
  return view;
}

const equals = (path: string, ...values: unknown[]): DocumentCondition => ({ is: 'equals', path: path.split('.'), values });
const looksOf = async (view: View, ...where: DocumentCondition[]): Promise<{ total: number; looks: number }> => {
  Parsed.looks = 0;
  const { total } = await view.select({ where });
  return { total, looks: Parsed.looks };
};

test('declared paths are answered without a look at documents', async () => {
  const view = filled();
  expect(await looksOf(view, equals('known', 'k7'))).toEqual({ total: 1, looks: 0 });
  expect(await looksOf(view, equals('known', 'nobody'))).toEqual({ total: 0, looks: 0 });
  expect(await looksOf(view, { is: 'contains', path: ['known'], texts: ['k199'] })).toEqual({ total: 11, looks: 0 });
  expect(await looksOf(view, { is: 'any', of: [equals('known', 'k7'), equals('known', 'k8')] })).toEqual({ total: 2, looks: 0 });
});

test('documents are looked at when columns have left few', async () => {
  expect(await looksOf(filled(), equals('known', 'k17', 'k18'), equals('other', 7))).toEqual({ total: 1, looks: 2 });
});

test('a path that is asked for again is learned, and kept up', async () => {
  const view = filled();
  expect(await looksOf(view, equals('other', 7))).toEqual({ total: 200, looks: size });
  expect(await looksOf(view, equals('other', 7))).toEqual({ total: 200, looks: size });
  expect(await looksOf(view, equals('other', 8))).toEqual({ total: 200, looks: 0 });
  view.set('n8', new Parsed('n8', { other: 7 }), 100, () => ({ other: 7 }));
  view.delete('n18');
  expect(await looksOf(view, equals('other', 8))).toEqual({ total: 198, looks: 0 });
  expect(await looksOf(view, equals('other', 7))).toEqual({ total: 201, looks: 0 });
});

test('what comes and goes while a path is learned is known', async () => {
  const view = filled();
  await view.select({ where: [equals('other', 7)] });
  const learning = view.select({ where: [equals('other', 7)] });
  view.delete('n7');
  view.set('new', new Parsed('new', { other: 7 }), 100, () => ({ other: 7 }));
  await learning;
  expect(await looksOf(view, equals('other', 7))).toEqual({ total: 200, looks: 0 });
});

test('those not asked for longest make way, and answers stay right', async () => {
  const view = filled();
  const ask = (n: number): Promise<{ total: number; looks: number }> => looksOf(view, equals(`more.p${n}`, n));
  for (let n = 0; n < 40; n++) for (let times = 0; times < 2; times++) expect((await ask(n)).total).toBe(1);
  expect(await ask(39)).toEqual({ total: 1, looks: 0 });
  expect((await ask(24)).looks).toBe(0);
  expect((await ask(0)).looks).toBe(size);
  // Several at once, while some of them make way.
  const random = seededRandom(3);
  const found = await Promise.all(Array.from({ length: 60 }, async () => {
    const n = random.int(40);
    return (await view.select({ where: [equals(`more.p${n}`, n)], order: { newest: ['more', `p${random.int(40)}`] } })).documents.map(({ id }) => id === `n${n}`);
  }));
  expect(found.flat()).toEqual(Array.from({ length: 60 }, () => true));
});

test('several times in a document: each counts', async () => {
  const view = filled();
  const before: DocumentCondition = { is: 'before', path: ['at'], ms: 10_000 };
  const after: DocumentCondition = { is: 'after', path: ['at'], ms: (size - 10) * 1000 };
  expect(await looksOf(view, before)).toEqual({ total: 18, looks: 0 });
  expect(await looksOf(view, after)).toEqual({ total: 19, looks: 0 });
  expect((await view.select({ where: [], order: { newest: ['at'] }, limit: 2 })).documents.map(({ id }) => id)).toEqual(['n0', 'n1999']);
});

test('a scan lets others be served in between, and sees one state', async () => {
  const { open, close } = bench();
  const documents = open();
  for (let i = 0; i < 200; i++) await documents.put({ ...pods, name: `n${i}` }, writes('x'.repeat(10_000)));
  let turns = 0;
  let scanning = true;
  const count = (): void => {
    turns++;
    if (scanning) setImmediate(count);
  };
  setImmediate(count);
  const asked = documents.select(pods, { where: [{ is: 'contains', path: ['data'], texts: ['x'] }] });
  await documents.get({ ...pods, name: 'n0' });
  void documents.put({ ...pods, name: 'n199' }, writes('changed'));
  const { total, documents: found } = await asked;
  scanning = false;
  expect(total).toBe(200);
  expect([...found].map(dataOf)).not.toContain('changed');
  expect(turns).toBeGreaterThan(3);
  await close();
});
