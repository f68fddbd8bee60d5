/** Stages of kinds that have no life of their own here: a controller for each, while there are stages for it and it is served. */
import { kinds, type KubeObject, type ResourceDefinition, type Timer } from '../../api';
import { createInformers, runController, type ComponentContext, type Controller } from '../../client';
import { keyOfDefinition, type KeptBook, type StageBook } from './book';
import { Player, type PlayerDeps } from './player';
import { ServedKinds } from './served-kinds';

/** Those whose controllers look into the book themselves. */
const livingKinds: readonly string[] = [keyOfDefinition(kinds.pods), keyOfDefinition(kinds.nodes)];

const workers = 16;

const settlingMs = 2000;

type Told = Pick<KeptBook, 'tellServed'>;

export class OtherKinds {
  readonly served = new ServedKinds((kind) => this.look(kind));
  private readonly running = new Map<string, { readonly definition: ResourceDefinition; readonly stop: () => void }>();
  private readonly ended = new Set<Promise<void>>();
  /** Of kinds that are not served, until it is told. */
  private readonly settling = new Map<string, Timer>();
  private context: (ComponentContext & Told & { readonly deps: PlayerDeps; readonly book: StageBook }) | undefined;

  /** Until the context's signal aborts. */
  async run(context: ComponentContext, deps: PlayerDeps, { book, tellServed }: Told & { readonly book: StageBook }): Promise<void> {
    this.context = { ...context, deps, book, tellServed };
    const leave = [this.served.follow(context), book.on((kind) => this.look(kind))];
    book.kinds.forEach((kind) => this.look(kind));
    await aborted(context.signal);
    for (const end of leave) end();
    for (const timer of this.settling.values()) timer.cancel();
    for (const { stop } of this.running.values()) stop();
    await Promise.all(this.ended);
  }

  private look(kind: string): void {
    if (!this.context || livingKinds.includes(kind)) return;
    const definition = this.context.book.of(kind) && this.served.find(kind);
    this.settle(kind, this.context);
    const before = this.running.get(kind);
    if (before?.definition === definition) return;
    before?.stop();
    this.running.delete(kind);
    if (definition && !this.context.signal.aborted) this.start(kind, definition, this.context);
  }

  /** Definitions come and go together with stages: what is not served a moment later is told. */
  private settle(kind: string, { book, clock, tellServed }: NonNullable<OtherKinds['context']>): void {
    this.settling.get(kind)?.cancel();
    this.settling.delete(kind);
    if (!book.of(kind)) return;
    if (this.served.find(kind)) tellServed(kind, true);
    else this.settling.set(kind, clock.after(settlingMs, () => tellServed(kind, this.served.find(kind) !== undefined)));
  }

  private start(kind: string, definition: ResourceDefinition, { deps, book, ...context }: NonNullable<OtherKinds['context']>): void {
    const stopping = new AbortController();
    const stop = (): void => stopping.abort();
    context.signal.addEventListener('abort', stop, { once: true });
    this.running.set(kind, { definition, stop });
    // Informers of its own: they end with it.
    const own = { ...context, informers: createInformers(context), signal: stopping.signal };
    const done = runController(controllerOf(definition, own, deps, book), own).finally(() => {
      context.signal.removeEventListener('abort', stop);
      this.ended.delete(done);
    });
    this.ended.add(done);
  }
}

function controllerOf(definition: ResourceDefinition, { informers }: ComponentContext, deps: PlayerDeps, book: StageBook): Controller {
  const objects = informers.of<KubeObject>(definition);
  const player = new Player(definition, deps);
  objects.on({ deleted: (object) => player.forget(object) });
  const kind = keyOfDefinition(definition);
  return {
    name: `stages-${definition.names.plural}`,
    for: definition,
    concurrency: workers,
    triggers: (add) => book.on((changed) => { if (changed === kind) objects.lister.list().forEach(add); }),
    async reconcile(key) {
      const object = objects.lister.get(key);
      const stages = book.of(kind);
      return object && stages ? player.play(object, stages) : undefined;
    },
  };
}

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
});
