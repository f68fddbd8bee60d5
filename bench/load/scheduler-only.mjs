/** A server that schedules and does nothing else, as in upstream's scheduler_perf: nodes need no heartbeats, pods no kubelet. */
import { createRequire } from 'node:module';

const { startCluster } = createRequire(import.meta.url)('../../dist/index.js');
const [store] = process.argv.slice(2);
const cluster = await startCluster({ store, nodes: 0, components: ['scheduler'], leaderElection: false });
process.once('SIGTERM', () => cluster.stop().then(() => process.exit()));
process.stdout.write(`ready in ${Math.round(performance.now())} ms: ${cluster.url}\n`);
