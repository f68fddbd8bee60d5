import { kinds, podRange, podRanges, type core } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';
import { RangeBook } from './ranges';

test('ranges are all different and all in 10.128.0.0/9', () => {
  const all = Array.from({ length: podRanges }, (_, i) => podRange(i));
  expect(all.slice(0, 2)).toEqual(['10.244.0.0/24', '10.244.1.0/24']);
  expect(new Set(all).size).toBe(podRanges);
  for (const range of all) expect(Number(range.split('.')[1])).toBeGreaterThanOrEqual(128);
});

describe('the book', () => {
  test('gives what is free, in order, and the same when asked again', () => {
    const book = new RangeBook();
    book.adopt('own', ['10.244.1.0/24']);
    expect(['a', 'b', 'a'].map((uid) => book.take(uid))).toEqual(['10.244.0.0/24', '10.244.2.0/24', '10.244.0.0/24']);
  });

  test('gives what was given back, once it has come round', () => {
    const book = new RangeBook();
    for (let i = 0; i < podRanges; i++) book.take(`n${i}`);
    expect(book.take('late')).toBeUndefined();
    book.release('n7');
    expect(book.take('late')).toBe(podRange(7));
  });

  test('a range that another has taken meanwhile is not given back by who had it first', () => {
    const book = new RangeBook();
    book.adopt('a', [podRange(0)]);
    book.adopt('b', [podRange(0)]);
    book.release('a');
    expect(book.take('c')).toBe(podRange(1));
  });
});

describe('in a cluster', () => {
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(() => cluster.stop());

  const nodes = () => cluster.registry.of(kinds.nodes);
  const add = (name: string, spec: core.NodeSpec = {}): Promise<core.Node> => nodes().create({ apiVersion: 'v1', kind: 'Node', metadata: { name }, spec, status: {} });

  it('nodes without a range get one of their own; those that have one keep it', async () => {
    await add('own', { podCIDR: '10.244.0.0/24' });
    await add('other', { podCIDR: '192.168.0.0/24' });
    await Promise.all(['a', 'b', 'c'].map((name) => add(name)));
    const all = await untilAll(nodes(), undefined, (found) => found.every(({ spec }) => spec.podCIDR));
    const ranges = new Map(all.map(({ metadata, spec }) => [metadata.name, spec.podCIDR]));
    expect([ranges.get('own'), ranges.get('other')]).toEqual(['10.244.0.0/24', '192.168.0.0/24']);
    expect(['a', 'b', 'c'].map((name) => ranges.get(name)).sort()).toEqual(['10.244.1.0/24', '10.244.2.0/24', '10.244.3.0/24']);
    expect(all.find(({ metadata }) => metadata.name === 'a')?.spec.podCIDRs).toEqual([ranges.get('a')]);
    await nodes().delete({ name: 'a' });
    await add('d');
    expect((await until(nodes(), { name: 'd' }, (found) => Boolean(found?.spec.podCIDR)))?.spec.podCIDR).toBe('10.244.4.0/24');
    expect(cluster.errors).toEqual([]);
  });
});
