import { join, relative } from 'node:path';
import { silentLogger, systemClock } from '../../api';
import { bytes, won } from './contract/harness';
import { openStorage } from './open';
import { temporaryDirectory } from './testing/temporary-directory';

const deps = { clock: systemClock, log: silentLogger };

it('opens memory:', async () => {
  const kv = await openStorage('memory:', deps);
  await won(kv.create('/a', bytes('1')));
  await kv.close();
});

it('opens file:// absolute and relative, creating the directory', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'new/store');
  const kv = await openStorage(`file://${path}`, deps);
  await won(kv.create('/a', bytes('1')));
  await expect(openStorage(`file://${path}`, deps)).rejects.toThrow(/cannot open the store in .*: the store .* is in use by this process/);
  await kv.close();
  const again = await openStorage(`file://${relative(process.cwd(), path)}`, deps);
  expect((await again.list({ prefix: '/' })).count).toBe(1);
  await again.close();
  await directory.remove();
});

it.each(['', 'redis://localhost', './store', 'memory'])('refuses %j, listing what there is', async (url) => {
  await expect(openStorage(url, deps)).rejects.toThrow(
    `unknown store ${JSON.stringify(url)}: expected memory:, file://<directory>, etcd://<host>:<port>[,<host>:<port>]`);
});

it('refuses file:// without a directory', async () => {
  await expect(openStorage('file://', deps)).rejects.toThrow('file:// needs a directory');
});
