/**
 * A server that schedules and does nothing else, as in upstream's scheduler_perf (test/integration/scheduler_perf/util.go): nodes need no
 * heartbeats, pods no kubelet; nobody makes service accounts, and nobody is to look for them.
 */
import { createRequire } from 'node:module';

const { startCluster } = createRequire(import.meta.url)('../../dist/index.js');
const [store] = process.argv.slice(2);
const admissionPlugins = { disable: ['ServiceAccount'] };
const cluster = await startCluster({ store, nodes: 0, components: ['scheduler'], componentThread: true, leaderElection: false, admissionPlugins });
process.once('SIGTERM', () => cluster.stop().then(() => process.exit()));
process.stdout.write(`ready in ${Math.round(performance.now())} ms: ${cluster.url}\n`);
