/**
 * How many placements a server answers over HTTP, each of them kept in its store: clients that ask as fast as they are answered. CPU time
 * is that of the server and its clients, which says the same on a busy machine.
 *
 *     npx tsx bench/global-scheduler-start.ts 100 DIR
 *     npx tsx bench/global-scheduler-requests.ts DIR [SECONDS]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startCluster } from '../cmd';
import { percentile } from './rows/row';

const [configDir = '', seconds = '5'] = process.argv.slice(2);

const body = JSON.stringify({
  allocation: { resource_group: { name: 'g', resources: [{ name: 'r', flavors: [{ flavor_id: 'f0' }, { flavor_id: 'f1' }], storage: { SSD: 1 }, count: 1 }] }, selector: { strategy: { location_strategy: 'centralize' } }, replicas: 1 },
});

const post = (url: string, agent: Agent): Promise<string> => new Promise((resolve, reject) => {
  const asking = request(`${url}/v1/allocations`, { method: 'POST', agent, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }, (response) => void text(response).then(resolve, reject));
  asking.on('error', reject);
  asking.end(body);
});

async function measure(url: string, what: string, clients: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  const begin = performance.now();
  const busy = process.cpuUsage();
  const client = async (): Promise<void> => {
    while (performance.now() - begin < Number(seconds) * 1000) {
      const asked = performance.now();
      const answer = await post(url, agent);
      if (!answer.includes('"node_id"')) throw new Error(`not placed: ${answer}`);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const rate = times.length / (performance.now() - begin) * 1000;
  const { user, system } = process.cpuUsage(busy);
  agent.destroy();
  console.log(`${what}, ${String(clients).padStart(3)} clients: ${rate.toFixed(0).padStart(5)} requests/s, p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms, ${((user + system) / 1000 / times.length).toFixed(1)} ms of CPU each`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'minikapi-bench-'));
  for (const [what, store] of [['in memory', 'memory:'], ['on disk', `file://${folder}`]] as const) {
    const cluster = await startCluster({ store, components: [], globalScheduler: { configDir } });
    for (const clients of [1, 32]) await measure(cluster.url, what, clients);
    await cluster.stop();
  }
  rmSync(folder, { recursive: true });
}

void main();
