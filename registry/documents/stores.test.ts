import { silentLogger, SteppedClock } from '../../api';
import { openEmbedded } from '../storage/embedded';
import { openMemory } from '../storage/memory';
import { temporaryDirectory } from '../storage/testing/temporary-directory';
import { openDocuments } from './engine';
import { describeDocuments } from './testing/exam';
import { bench, podKey, writes } from './testing/harness';

const deps = { clock: new SteppedClock(), log: silentLogger };

describeDocuments('memory:', async () => {
  const kv = openMemory(deps);
  return { connect: async () => kv, dispose: () => kv.close() };
});

describeDocuments('file://', async () => {
  const directory = await temporaryDirectory();
  const kv = await openEmbedded(directory.path, { ...deps, segmentBytes: 5000 });
  return {
    connect: async () => kv,
    async dispose() {
      await kv.close();
      await directory.remove();
    },
  };
});

test('file:// opened again has the documents as they were', async () => {
  const directory = await temporaryDirectory();
  const at = bench();
  const states: string[] = [];
  for (let round = 0; round < 2; round++) {
    const kv = await openEmbedded(directory.path, deps);
    const documents = openDocuments({ kv, clock: at.clock, random: { float: () => 0, int: () => round, uuid: () => '' }, log: silentLogger, name: 'docs', shelves: [] });
    if (round === 0) for (let i = 0; i < 20; i++) await documents.put(podKey(`n${i}`), writes(i));
    const { documents: found } = await documents.select({ shelf: 'dynamic', cluster: 'c', type: 'Pod' }, { where: [] });
    states.push([...found].map(({ json }) => json.toString()).join());
    documents.stop();
    await kv.close();
  }
  expect(states[1]).toBe(states[0]);
  expect(states[0]).toContain('"data":19');
  await at.close();
  await directory.remove();
});
