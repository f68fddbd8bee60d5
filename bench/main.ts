/**
 * `npm run bench`: what the API does under load, beside the reference.
 *
 *     npm run bench                                   each row against a server of its own on file://
 *     npm run bench -- --store etcd                   each row with an etcd of its own (or memory:, or a URL)
 *     npm run bench -- --only watch,bind-100 --runs 3
 *     npm run bench -- scale                          workloads at size: minutes a run
 *     npm run bench -- bcs-storage                    50,000 documents and their queries
 *     npm run bench -- bcs-scheduler                  1,000 applications, and a rolling update of 500 taskgroups
 *     npm run bench -- scheduler                      kube-scheduler's own workloads on 5,000 nodes: minutes a run
 *     npm run bench -- --server https://127.0.0.1:6443 --token T --ca FILE | --insecure [--pid N,N]
 *
 * With --server the same load goes to any Kubernetes API server; its CPU is measured when its processes run here (--pid).
 * Loads measure the machine as much as the server: compare ratios, and runs of one machine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Target } from './load/connection';
import { withPool } from './load/pool';
import { rssMb, startServer, type Setting } from './load/server';
import { autoscaling } from './rows/autoscaling';
import { bcsScheduler } from './rows/bcs-scheduler';
import { bcsStorage } from './rows/bcs-storage';
import { bind } from './rows/bind';
import { extension } from './rows/extension';
import { machinery } from './rows/machinery';
import { createNamespace } from './rows/objects';
import { writesAndReads } from './rows/requests';
import { median, type Figures, type Measurement, type Row } from './rows/row';
import { scale, type Size } from './rows/scale';
import { scheduling } from './rows/scheduling';
import { workloads as schedulerPerf } from './rows/scheduling-workloads';
import { rows } from './rows/table';
import { watch } from './rows/watch';

/** Measurements that follow each other on one server, as they did on the reference. */
interface Case {
  readonly measurements: readonly Measurement[];
  /** Of a server of our own; default: no nodes. */
  readonly flags?: readonly string[];
  /** Default: everything. */
  readonly setting?: Setting;
  readonly rows: readonly string[];
}

const api: readonly Case[] = [
  {
    measurements: [writesAndReads, watch],
    rows: ['create', 'get', 'patch', 'list-500', 'list-5000', 'list-5000-rv0', 'table-500', 'cpu-create', 'cpu-get', 'watch', 'cpu-watch'],
  },
  {
    measurements: [machinery],
    rows: ['create-pods', 'create-deployments', 'mb-10k-pods', 'table-first', 'table-5000', 'apply-500', 'apply-500-again', 'openapi-v2', 'openapi-v2-size', 'openapi-v3', 'openapi-v3-size'],
  },
  {
    measurements: [extension],
    rows: [
      'bundles', 'cpu-bundles', 'crd-established-p50', 'crd-established-p99', 'crd-usable-p50', 'crd-usable-p99', 'crd-failed', 'crd-kb', 'crd-cpu',
      'create-custom', 'cpu-create-custom', 'webhook-latency', 'webhook-calls',
    ],
  },
  { measurements: [bind(100)], rows: ['bind-100'] },
  { measurements: [bind(5000)], rows: ['bind-5000'] },
];

const sized = (size: Size): Case => ({ flags: ['--nodes', String(size.nodes)], measurements: [scale(size)], rows: rows.map(({ name }) => name).filter((name) => name.startsWith(`${size.name}-`)) });

const workloads: readonly Case[] = [
  sized({ name: 'pods-100', nodes: 100, deployments: 20, replicas: 100, deleted: 2000 }),
  { flags: [], measurements: [autoscaling], rows: ['hpa-reaction'] },
  sized({ name: 'pods-5000', nodes: 5000, deployments: 500, replicas: 100, deleted: 10_000 }),
];

const scheduler = schedulerPerf.map((workload): Case => ({ setting: 'scheduler-only', measurements: [scheduling(workload)], rows: [workload.name] }));

const documents: readonly Case[] = [{ measurements: [bcsStorage], rows: rows.map(({ name }) => name).filter((name) => name.startsWith('bcs-')) }];

const taskgroups: readonly Case[] = [{ flags: ['--nodes', '200'], measurements: [bcsScheduler], rows: rows.map(({ name }) => name).filter((name) => name.startsWith('mesos-')) }];

const suites: Readonly<Record<string, readonly Case[]>> = { api, scale: workloads, scheduler, 'bcs-storage': documents, 'bcs-scheduler': taskgroups };

const { values, positionals: [suite = 'api'] } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: 'string' }, token: { type: 'string' }, ca: { type: 'string' }, insecure: { type: 'boolean' }, pid: { type: 'string', default: '' },
    store: { type: 'string', default: 'file://<dir>/store' }, runs: { type: 'string', default: '3' }, only: { type: 'string', default: '' },
  },
});

const wanted = values.only.split(',').filter(Boolean);
const cases = suites[suite];
if (!cases) throw new Error(`no suite ${suite}; there are ${Object.keys(suites).join(', ')}`);
const chosen = cases.filter((item) => wanted.length === 0 || item.rows.some((row) => wanted.includes(row)));

async function onServer(target: Target, pids: readonly number[], measurements: readonly Measurement[], run: number): Promise<Figures> {
  const figures: Figures[] = [];
  for (const measurement of measurements) {
    const namespace = `bench-${measurement.name}-${process.pid}-${run}`;
    await withPool(target, 1, (pool) => pool.one(createNamespace(namespace)));
    figures.push(await measurement.measure({ target, pids, namespace }));
  }
  return Object.assign({}, ...figures) as Figures;
}

async function onOwnServer({ measurements, flags = ['--nodes', '0'], setting }: Case, run: number): Promise<Figures> {
  const server = await startServer(values.store, flags, setting);
  try {
    const figures = await onServer({ url: new URL(server.url) }, server.pids, measurements, run);
    return { start: server.readyMs, ...figures };
  } finally {
    await server.stop();
  }
}

async function idle(): Promise<Figures> {
  const server = await startServer(values.store, []);
  // Long enough for everything that happens at start to have happened.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const rss = rssMb(server.pids);
  await server.stop();
  return { start: server.readyMs, rss };
}

function collect(all: readonly Figures[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [name, value] of all.flatMap((figures) => Object.entries(figures))) found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

const round = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1));

function print(all: readonly Figures[]): void {
  const found = collect(all);
  console.log(['row', 'median', 'min', 'max', 'unit', 'reference', 'times better', 'aim'].join(' | '));
  for (const row of rows) {
    const figures = found.get(row.name);
    if (figures) console.log(line(row, figures));
  }
}

function line(row: Row, figures: readonly number[]): string {
  const value = median(figures);
  return [row.name, round(value), round(Math.min(...figures)), round(Math.max(...figures)), row.unit, ...beside(row, value)].join(' | ');
}

/** The reference, how many times better the value is, and whether it is good enough; empty where nothing was measured or aimed at. */
function beside({ reference, aim, lessIsBetter }: Row, value: number): string[] {
  const ratio = reference === undefined ? '' : `${(lessIsBetter ? reference / value : value / reference).toFixed(1)}x`;
  const met = aim !== undefined && (lessIsBetter ? value <= aim : value >= aim);
  return [reference === undefined ? '' : round(reference), ratio, aim === undefined ? '' : `${round(aim)} ${met ? 'met' : 'MISSED'}`];
}

async function main(): Promise<void> {
  const all: Figures[] = [];
  for (let run = 1; run <= Number(values.runs); run++) {
    if (!values.server && suite === 'api' && (wanted.length === 0 || wanted.includes('rss') || wanted.includes('start'))) all.push(await idle());
    for (const item of chosen) {
      const target = values.server && { url: new URL(values.server), token: values.token, insecure: values.insecure, ca: values.ca && readFileSync(values.ca, 'utf8') };
      const pids = values.pid.split(',').filter(Boolean).map(Number);
      all.push(target ? await onServer(target, pids, item.measurements, run) : await onOwnServer(item, run));
    }
  }
  print(all);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
