/** Which stages there are, by kind: follows the Stage objects, and says of those that make no sense why. */
import { same, type KubeObject, type ResourceDefinition } from '../../api';
import { followCustomKinds } from '../../client';
import { stageNames, type ResourceRef, type Stage } from '../resources/stage';
import { conditionOf, Judgements, type Fault, type JudgementContext } from '../rules/judgements';
import { compileStage, type CompiledStage } from './compile';
import { StageFault } from './expressions';

/** A kind as stages name it: `v1/Pod`, `apps/v1/Deployment`. */
export const kindKey = ({ apiGroup = 'v1', kind }: ResourceRef): string => `${apiGroup}/${kind}`;
export const keyOfDefinition = ({ group, version, kind }: ResourceDefinition): string => kindKey({ apiGroup: group ? `${group}/${version}` : version, kind });

type Listener = (kind: string) => void;

export class StageBook {
  /** By kind and name. */
  private readonly compiled = new Map<string, Map<string, CompiledStage>>();
  private readonly lists = new Map<string, readonly CompiledStage[]>();
  private listeners: readonly Listener[] = [];

  /** `functions`: names of those that templates are handed. */
  constructor(private readonly functions: readonly string[], private readonly tell: (stage: Stage, fault: string | undefined) => void) {}

  /** In order of their names; undefined: none is about the kind. */
  of(kind: string): readonly CompiledStage[] | undefined {
    return this.lists.get(kind);
  }

  get kinds(): readonly string[] {
    return [...this.lists.keys()];
  }

  /** Called with a kind whose stages are others now. Returns how to leave. */
  on(listener: Listener): () => void {
    this.listeners = [...this.listeners, listener];
    return () => { this.listeners = this.listeners.filter((other) => other !== listener); };
  }

  put(stage: Stage, old?: Stage): void {
    if (old && same(old.spec, stage.spec)) return;
    if (old && kindKey(old.spec.resourceRef) !== kindKey(stage.spec.resourceRef)) this.remove(old);
    const { compiled, fault } = this.read(stage);
    this.tell(stage, fault);
    if (compiled) this.set(stage, compiled);
    else this.remove(stage);
  }

  remove({ metadata: { name = '' }, spec: { resourceRef } }: Stage): void {
    const kind = kindKey(resourceRef);
    const stages = this.compiled.get(kind);
    if (!stages?.delete(name)) return;
    if (stages.size === 0) this.compiled.delete(kind);
    this.changed(kind);
  }

  private set({ metadata: { name = '' }, spec: { resourceRef } }: Stage, compiled: CompiledStage): void {
    const kind = kindKey(resourceRef);
    const stages = this.compiled.get(kind) ?? new Map<string, CompiledStage>();
    this.compiled.set(kind, stages.set(name, compiled));
    this.changed(kind);
  }

  private read(stage: Stage): { compiled?: CompiledStage; fault?: string } {
    try {
      return { compiled: compileStage(stage, this.functions) };
    } catch (error) {
      if (!(error instanceof StageFault)) throw error;
      return { fault: error.message };
    }
  }

  private changed(kind: string): void {
    const stages = this.compiled.get(kind);
    if (stages) this.lists.set(kind, [...stages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stage]) => stage));
    else this.lists.delete(kind);
    for (const listener of this.listeners) listener(kind);
  }
}

export interface KeptBook {
  readonly book: StageBook;
  /** Resolves when the stages that there were at first are in it. */
  readonly loaded: Promise<void>;
  /** Says of the stages for a kind whether it is served. */
  readonly tellServed: (kind: string, isServed: boolean) => void;
  readonly leave: () => void;
}

/** As kubectl says it. */
const notServed = ({ apiGroup = 'v1', kind }: ResourceRef): Fault => ({ reason: 'KindNotServed', message: `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiGroup)}: the stage waits until it is served` });

/** Keeps a book of the Stage objects while there are any. The informers are to be started afterwards. */
export function keepBook(context: JudgementContext, functions: readonly string[]): KeptBook {
  const judged = new Judgements(context);
  const served = new Judgements(context, 'Served');
  let stages: ReadonlyMap<string, Stage> = new Map();
  let kind: ResourceDefinition | undefined;
  const book = new StageBook(functions, (stage, fault) => judged.tell(kind, stage, fault === undefined ? undefined : { reason: 'InvalidStage', message: fault }));
  let synced: Promise<void> = Promise.resolve();
  const leave = followCustomKinds(context, (definition, informers, signal) => {
    if (definition.group !== stageNames.group || definition.kind !== stageNames.kind) return;
    kind = definition;
    const known = new Map<string, Stage>();
    stages = known;
    const forget = (stage: KubeObject): void => {
      known.delete(stage.metadata.name ?? '');
      book.remove(stage as Stage);
    };
    const put = (stage: KubeObject, old?: KubeObject): void => {
      known.set(stage.metadata.name ?? '', stage as Stage);
      book.put(stage as Stage, old as Stage | undefined);
    };
    informers.of(definition).on({ added: put, updated: put, deleted: forget });
    synced = informers.synced(signal);
    // Without their kind the stages are gone too.
    signal.addEventListener('abort', () => [...known.values()].forEach(forget), { once: true });
  });
  const loaded = context.informers.synced(context.signal).then(() => synced);
  const tellServed = (key: string, isServed: boolean): void => {
    for (const stage of stages.values()) {
      if (kindKey(stage.spec.resourceRef) === key && isServed === (conditionOf(stage, 'Served')?.status === 'False')) served.tell(kind, stage, isServed ? undefined : notServed(stage.spec.resourceRef));
    }
  };
  return { book, loaded, leave, tellServed };
}
