/** A registry in memory whose store can fail and whose watchers can fall behind, and a sink that remembers. */
import { kinds, seededRandom, silentLogger, SteppedClock, type CollectionKey, type core, type DocumentKey, type KubeObject, type Random, type ResourceDefinition } from '../../../../../api';
import { openRegistry, openStorage, type LiveDocument, type LiveSink, type Registry } from '../../../../../registry';
import { FaultyStore } from '../../../../../registry/testing/faulty-store';

export interface LiveCluster {
  readonly clock: SteppedClock;
  readonly store: FaultyStore;
  readonly registry: Registry;
  readonly random: Random;
  readonly deps: { readonly registry: Registry; readonly clock: SteppedClock; readonly log: typeof silentLogger };
  close(): Promise<void>;
}

export async function liveCluster(options: { readonly watchHistory?: number; readonly store?: FaultyStore; readonly seed?: number } = {}): Promise<LiveCluster> {
  const clock = new SteppedClock();
  const deps = { clock, random: seededRandom(options.seed ?? 1), log: silentLogger };
  const store = options.store ?? new FaultyStore(await openStorage('memory:', deps));
  const registry = await openRegistry({ ...deps, kv: store, watchHistory: options.watchHistory, freeze: true });
  return { clock, store, registry, random: deps.random, deps: { registry, clock, log: silentLogger }, close: () => registry.close() };
}

/** What it has been told, in order, and what there is then. */
export class RememberingSink implements LiveSink {
  readonly said: string[] = [];
  readonly documents = new Map<string, LiveDocument>();

  put(document: LiveDocument): void {
    const name = nameOf(document.key);
    this.said.push(`put ${name}`);
    this.documents.set(name, document);
  }

  gone(key: DocumentKey, revision: number): void {
    const name = nameOf(key);
    this.said.push(`gone ${name}`);
    const before = this.documents.get(name);
    if (!before || before.revision > revision) throw new Error(`${name} goes at ${revision}, before it came`);
    this.documents.delete(name);
  }

  /** The documents as they would be answered. */
  answers(): Record<string, unknown>[] {
    return [...this.documents.values()].map(({ json }) => JSON.parse(json.toString()) as Record<string, unknown>);
  }
}

const nameOf = ({ namespace, name }: DocumentKey): string => (namespace === undefined ? name : `${namespace}/${name}`);

export const collection = (type: string): CollectionKey => ({ shelf: 'dynamic', cluster: 'BCS-K8S-00000', type });

export const pod = (name: string, namespace = 'default', more: object = {}): core.Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, ...more }, spec: { containers: [{ name: 'c', image: 'i' }] }, status: {} }) as unknown as core.Pod;

export const configMap = (name: string, data: Record<string, string> = {}, namespace = 'default'): core.ConfigMap =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });

/** Of any definition, as registries and sources take them. */
export const anyOf = <T extends KubeObject>(definition: ResourceDefinition<T>): ResourceDefinition => definition as unknown as ResourceDefinition;

export { kinds };
