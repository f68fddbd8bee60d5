/** `minikapi import`: objects of another cluster, or of files, into a cluster. */
import { parseLabelSelector, systemClock, type ApiError, type KubeObject, type LabelSelector } from '../../api';
import { asFieldManager, createHttpClient } from '../../client';
import { addressFlags, clusterAddress, fromKubeconfig } from '../cluster-address';
import { listed, oneOf, UsageError, type Given } from '../flag';
import { objectsOf } from '../importing/cluster';
import { importObjects, type Imported } from '../importing/import';
import { kindsNamed } from '../kinds-named';
import { createLogger } from '../logging';
import { readManifests } from '../manifests';
import { runToItsEnd } from '../run';
import type { Tool } from '../tool';

/** What kube-scheduler-simulator imports, in an order in which what is needed comes first. */
const imported = 'namespaces,priorityclasses,storageclasses,persistentvolumeclaims,persistentvolumes,nodes,pods';

export const importTool: Tool = {
  summary: 'makes the objects of another cluster, of which it only reads, or of files and directories, in a cluster; what is there already stays as it is',
  operands: ['[DIR|FILE...]'],
  flags: [
    { name: 'from-kubeconfig', value: 'FILE', fallback: '', help: 'the kubeconfig of the cluster to read' },
    { name: 'context', value: 'NAME', fallback: '', help: 'the context of that kubeconfig; its current one without' },
    { name: 'selector', short: 'l', value: 'LABELS', fallback: '', help: 'only objects with these labels, namespaces too' },
    { name: 'resources', value: 'NAME[,NAME]', fallback: imported, help: 'what to read, in this order; custom resources as widgets.example.com' },
    { name: 'simulate-nodes', value: 'on|off', fallback: 'on', help: 'nodes that are read from a cluster get simulated kubelets', check: oneOf('on', 'off') },
    ...addressFlags.filter(({ name }) => name !== 'context'),
    { name: 'on-error', value: 'stop|skip', fallback: 'skip', help: 'what to do when an object is refused; the command fails either way', check: oneOf('stop', 'skip') },
    { name: 'log-level', value: 'LEVEL', fallback: 'info', help: 'error, warn, info or debug', check: oneOf('error', 'warn', 'info', 'debug') },
    { name: 'log-format', value: 'FORMAT', fallback: 'text', help: 'text or json', check: oneOf('text', 'json') },
  ],
  run,
};

interface Source {
  /** How it is called in the result. */
  readonly name: string;
  readonly batches: AsyncIterable<readonly KubeObject[]>;
  close(): void;
}

async function run(given: Given): Promise<void> {
  const deps = { clock: systemClock, log: createLogger(given.text('log-level'), given.text('log-format')) };
  const file = given.text('from-kubeconfig');
  const source = file ? await fromCluster(given, file, deps) : fromFiles(given.operands);
  const client = createHttpClient({ ...deps, ...targetAddress(given) });
  try {
    const options = { ...deps, client: asFieldManager(client, 'simulator'), onError: given.text('on-error') === 'stop' ? 'stop' : 'skip', simulateNodes: file !== '' && given.text('simulate-nodes') === 'on' } as const;
    const count = await runToItsEnd((signal) => importObjects(source.batches, options, signal));
    process.stdout.write(`imported ${source.name}: ${summary(count)}\n`);
    if (count.refused) process.exitCode = 1;
  } finally {
    client.close();
    source.close();
  }
}

/** The context named is that of the other cluster. */
const targetAddress = (given: Given): ReturnType<typeof clusterAddress> =>
  clusterAddress({ ...given, text: (name) => (name === 'context' ? '' : given.text(name)) });

async function fromCluster(given: Given, file: string, deps: Pick<Parameters<typeof createHttpClient>[0], 'clock' | 'log'>): Promise<Source> {
  if (given.operands.length) throw new UsageError('--from-kubeconfig and files exclude each other');
  const labels = selectorOf(given.text('selector'));
  const client = createHttpClient({ ...deps, ...fromKubeconfig(file, given.text('context')) });
  try {
    return { name: file, batches: objectsOf(client, await kindsNamed(client, listed(given.text('resources')), 'list'), labels), close: () => client.close() };
  } catch (error) {
    client.close();
    throw error;
  }
}

function fromFiles(paths: readonly string[]): Source {
  if (paths.length === 0) throw new UsageError('nothing to import: name files or directories, or --from-kubeconfig FILE');
  const manifests = readManifests(paths);
  const nameless = manifests.find(({ object }) => typeof (object.metadata as Partial<KubeObject['metadata']> | undefined)?.name !== 'string');
  if (nameless) throw new UsageError(`${nameless.at}: metadata.name is missing`);
  return { name: paths.join(' '), batches: once(manifests.map(({ object }) => object as unknown as KubeObject)), close: () => undefined };
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield await Promise.resolve(value);
}

function selectorOf(text: string): LabelSelector {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    throw new UsageError(`--selector: ${(error as ApiError).message}`);
  }
}

const summary = (count: Imported): string => {
  const further = Object.entries(count).filter(([outcome, number]) => outcome !== 'made' && number > 0).map(([outcome, number]) => `, ${number} ${outcome}`);
  return `${count.made} objects made${further.join('')}`;
};
