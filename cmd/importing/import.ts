/** Makes objects of elsewhere in a cluster: what is there already is left as it is. */
import { ApiError, isNode, isPod, type Client, type Clock, type CustomResourceDefinition, type KubeObject, type Logger } from '../../api';
import { createKindFinder, type KindFinder } from '../../client';
import { Changes, type Outcome } from '../recording/changes';
import { established } from './established';
import { inOrder } from './order';

export interface ImportOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Logger;
  /** An object that is refused ends it, or is told and left. */
  readonly onError: 'stop' | 'skip';
  /** Nodes get simulated kubelets: nobody else would run pods on them. */
  readonly simulateNodes: boolean;
}

export type Imported = Record<Outcome | 'refused', number>;

/** At a time. */
const workers = 16;

/** What makes a kubelet of kwok, or ours, look after a node. */
const simulated = { 'kwok.x-k8s.io/node': 'fake' } as const;

/** Until the last object, or until the signal aborts. Rejects with ApiError. */
export async function importObjects(batches: AsyncIterable<readonly KubeObject[]>, options: ImportOptions, signal: AbortSignal): Promise<Imported> {
  const run = new Import(options, signal);
  for await (const batch of batches) {
    for (const step of inOrder(batch)) await run.step(step);
    if (signal.aborted) break;
  }
  return run.count;
}

class Import {
  readonly count: Imported = { made: 0, 'left out': 0, 'there already': 0, refused: 0 };
  private readonly changes: Changes;
  private readonly finder: KindFinder;

  constructor(private readonly options: ImportOptions, private readonly signal: AbortSignal) {
    this.changes = new Changes(options.client, 'recorded');
    this.finder = createKindFinder(options.client);
  }

  async step(objects: readonly KubeObject[]): Promise<void> {
    const rest = objects.values();
    await Promise.all(Array.from({ length: workers }, async () => {
      for (const object of rest) if (!this.signal.aborted) await this.take(object);
    }));
    const definitions = objects.filter((object): object is CustomResourceDefinition => object.kind === 'CustomResourceDefinition');
    if (definitions.length) await established(this.options, definitions.map(({ metadata }) => metadata.name ?? ''), this.signal);
  }

  private async take(object: KubeObject): Promise<void> {
    try {
      this.count[await this.make(object)]++;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // A server that has no answer will have none for the next object either.
      if (this.options.onError === 'stop' || error.code >= 500) throw ApiError.fromStatus({ ...error.toStatus(), message: `${nameOf(object)}: ${error.message}` });
      this.options.log.warn(`${nameOf(object)} is refused: ${error.message}`);
      this.count.refused++;
    }
  }

  private async make(object: KubeObject): Promise<Outcome> {
    // What has ended would begin again.
    if (isPod(object) && ['Succeeded', 'Failed'].includes(object.status?.phase ?? '')) return 'left out';
    const resource = isNode(object) && this.options.simulateNodes ? withAnnotations(object, simulated) : await this.placed(object);
    return this.changes.make({ time: this.options.clock.now(), event: 'Add', resource });
  }

  /** As kubectl has it: what does not say where it belongs is of the namespace `default`. */
  private async placed(object: KubeObject): Promise<KubeObject> {
    if (object.metadata.namespace || (await this.finder.ofObject(object))?.scope !== 'Namespaced') return object;
    return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
  }
}

const withAnnotations = (object: KubeObject, more: Readonly<Record<string, string>>): KubeObject =>
  ({ ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...more } } });

const nameOf = ({ kind, metadata: { namespace, name = '' } }: KubeObject): string => `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
