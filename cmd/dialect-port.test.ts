import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SteppedClock, type Logger } from '../api';
import { startCluster } from './cluster';

/** A port that is taken. */
async function taken(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, free: async () => void (await once(server.close(), 'close')) };
}

it('an API has a port of its own; where that is taken it is told, and the rest starts', async () => {
  const { port: minik8sPort, free } = await taken();
  const told: string[] = [];
  const log: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: (message) => { told.push(message); } };
  const options = { clock: new SteppedClock(), components: [], minik8sPort, log };
  const without = await startCluster(options);
  expect(told).toEqual(['the port of the minik8s API cannot be had; what of its API the main port has is there']);
  expect(await (await fetch(`${without.url}/apis/v1/functions`)).json()).toEqual({ data: [] });
  expect((await fetch(`${without.url}/api/v1/namespaces/default/pods`)).headers.get('audit-id')).not.toBeNull();
  await without.stop();

  await free();
  const cluster = await startCluster({ ...options, minik8s: { legacyStringData: true } });
  const url = `http://127.0.0.1:${minik8sPort}`;
  expect(await (await fetch(`${url}/api/v1/namespaces/default/pods`)).json()).toEqual({ data: '[]' });
  expect(await (await fetch(`${cluster.url}/apis/v1/functions`)).json()).toEqual({ data: '[]' });
  await cluster.stop();
  await expect(fetch(url)).rejects.toThrow('fetch failed');
  expect(told).toHaveLength(1);
});
