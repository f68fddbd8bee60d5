/** The cluster of a question: an API server's registry in memory, with what the snapshot has, in which what is asked for is made. */
import { ApiError, keyOf, kinds, seededRandom, silentLogger, SteppedClock, type core, type KubeObject, type ObjectKey, type Random, type WriteOptions } from '../../api';
import { offspringOf } from '../../controllers';
import { fill, openRegistry, openStorage, type Registry } from '../../registry';
import { UsageError } from '../flag';
import type { Note } from './notes';
import type { Question } from './question';
import { isOf, type Item } from './reading';

/** A pod that somebody asked for. */
export interface Wanted {
  readonly key: ObjectKey;
  /** `Deployment web`; absent: it was written down itself. */
  readonly workload?: string;
  /** Why the API server does not take it. */
  readonly refused?: string;
}

export interface World {
  readonly registry: Registry;
  readonly clock: SteppedClock;
  /** Drawn by nobody yet: what was made before has had a source of its own. */
  readonly random: Random;
  /** In the order of the files. */
  readonly wanted: readonly Wanted[];
}

/** Accounts are not among what decides where pods go, and seldom in a dump. */
const admissionPlugins = { disable: ['ServiceAccount'] };

/** Throws UsageError for what cannot be made. */
export async function openWorld({ cluster, files }: Question, seed: number, note: Note): Promise<World> {
  const clock = new SteppedClock();
  const deps = { clock, random: seededRandom(seed), log: silentLogger };
  const kv = await openStorage('memory:', deps);
  for (const { definition, object } of cluster) await fill(kv, definition, [object]);
  const registry = await openRegistry({ ...deps, kv, admissionPlugins });
  const nodes = [...cluster, ...files].filter((item) => isOf(item, kinds.nodes)).map(({ object }) => object);
  const maker = new Maker(registry, nodes, clock, note);
  for (const item of files) await maker.make(item);
  return { clock, random: seededRandom(seed), registry, wanted: maker.wanted };
}

class Maker {
  readonly wanted: Wanted[] = [];

  constructor(private readonly registry: Registry, private readonly nodes: readonly core.Node[], private readonly clock: SteppedClock, private readonly note: Note) {}

  async make(item: Item): Promise<void> {
    const { definition, object, at } = item;
    if (isOf(item, kinds.pods)) return this.makePod(item.object, at);
    const created = await this.create(definition, object, at);
    if (created) await this.makeOffspring(created, `${object.kind} ${created.metadata.name}`, at);
  }

  private async makeOffspring(owner: KubeObject, workload: string, at: string): Promise<void> {
    for (const object of offspringOf(owner, { nodes: this.nodes, now: this.clock.now() }) ?? []) {
      if (object.kind === 'Pod') {
        await this.makePod(object as core.Pod, at, workload);
        continue;
      }
      const created = await this.create(definitionOf(object), object, at);
      if (created) await this.makeOffspring(created, workload, at);
    }
  }

  private async makePod(pod: core.Pod, at: string, workload?: string): Promise<void> {
    try {
      const created = await this.registry.of(kinds.pods).create(pod, this.options(at));
      this.wanted.push({ key: keyOf(created), ...(workload && { workload }) });
    } catch (error) {
      if (!ApiError.is(error, 'Forbidden')) throw asUsage(error, at);
      this.wanted.push({ key: keyOf(pod), ...(workload && { workload }), refused: error.message });
    }
  }

  /** Undefined: there is one, which stays. */
  private async create(definition: Item['definition'], object: KubeObject, at: string): Promise<KubeObject | undefined> {
    try {
      return await this.registry.of(definition).create(object, this.options(at));
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) throw asUsage(error, at);
      if (definition.kind === kinds.namespaces.kind) await this.relabel(object);
      return undefined;
    }
  }

  /** Every cluster has some namespaces from its first moment. */
  private async relabel({ metadata: { name = '', labels, annotations } }: KubeObject): Promise<void> {
    await this.registry.of(kinds.namespaces).update({ name }, (current) => ({ ...current, metadata: { ...current.metadata, labels: { ...current.metadata.labels, ...labels }, annotations } }));
  }

  private readonly options = (at: string): WriteOptions => ({ warn: (text) => this.note(`${at}: ${text}`) });
}

/** What workloads have beside pods. */
function definitionOf({ kind }: KubeObject): Item['definition'] {
  const definition = [kinds.replicasets, kinds.jobs, kinds.persistentvolumeclaims].find((one) => one.kind === kind);
  if (!definition) throw new Error(`a workload has a ${kind}`);
  return definition as unknown as Item['definition'];
}

const asUsage = (error: unknown, at: string): unknown => (error instanceof ApiError ? new UsageError(`${at}: ${error.message}`) : error);
