import { kinds, type core } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';
import { secondsOf, stepFor } from './ttl';

test.each<[string, number, number, number]>([
  ['few', 0, 3, 0], ['at the first bound', 0, 100, 0], ['behind it', 0, 101, 15], ['going down within the overlap', 1, 90, 15], ['going down behind it', 1, 89, 0],
  ['many at once', 0, 5000, 300], ['all gone at once', 4, 0, 0], ['at the last bound', 4, 1800, 300], ['below it', 4, 1799, 60],
])('%s', (_, from, nodes, seconds) => expect(secondsOf(stepFor(nodes, from))).toBe(seconds));

describe('in a cluster', () => {
  const annotation = 'node.alpha.kubernetes.io/ttl';
  let cluster: TestCluster;
  beforeEach(async () => { cluster = await startCluster(); });
  afterEach(() => cluster.stop());

  const nodes = () => cluster.registry.of(kinds.nodes);
  const add = (name: string): Promise<core.Node> => nodes().create({ apiVersion: 'v1', kind: 'Node', metadata: { name, annotations: { mine: 'x' } }, spec: {}, status: {} });

  it('every node is told, and told again when it was changed', async () => {
    await add('n1');
    const told = await until(nodes(), { name: 'n1' }, (found) => found?.metadata.annotations?.[annotation] === '0');
    expect(told?.metadata.annotations).toMatchObject({ mine: 'x' });
    await nodes().update({ name: 'n1' }, (current) => ({ ...current, metadata: { ...current.metadata, annotations: { [annotation]: 'soon' } } }));
    await until(nodes(), { name: 'n1' }, (found) => found?.metadata.annotations?.[annotation] === '0');
  });

  it('those that come when there are many hear another number, and the others with their next change', async () => {
    for (let i = 0; i < 101; i++) await add(`n${i}`);
    await untilAll(nodes(), undefined, (all) => all.every(({ metadata }) => metadata.annotations?.[annotation] !== undefined));
    await until(nodes(), { name: 'n100' }, (found) => found?.metadata.annotations?.[annotation] === '15');
    await nodes().update({ name: 'n0' }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { changed: 'yes' } } }));
    await until(nodes(), { name: 'n0' }, (found) => found?.metadata.annotations?.[annotation] === '15');
  });
});
