/**
 * Takes the objects of one kind through their stages. A decision (which stage, when) holds for one state of an object: whoever
 * changes it has it decided anew, as in kwok (kubernetes-sigs/kwok pkg/kwok/controllers/stage_controller.go).
 */
import { ApiError, type Clock, type KubeObject, type Logger, type Random, type ResourceDefinition } from '../../api';
import { exponentialDelay } from '../../client';
import { TemplateError, type Functions } from '../templates';
import { choose } from './choose';
import type { CompiledStage } from './compile';
import { Performance, type Stagehand } from './perform';

export interface PlayerDeps extends Stagehand {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What templates can call when they speak of this object. */
  readonly functionsFor: (object: KubeObject) => Functions;
}

interface Decision {
  /** The state it was made for: what is older than that is no news. */
  readonly resourceVersion: string;
  /** `rest`: the stage that was due has changed nothing. `open`: it has, and what comes next is not decided yet. */
  readonly state: 'chosen' | 'rest' | 'open';
  readonly stage?: CompiledStage;
  /** In milliseconds since the epoch. */
  readonly dueAt: number;
  performance?: Performance;
  failures: number;
}

const firstRetryMs = 1000;
const longestRetryMs = 32 * 60_000;

/** How many stages may follow one another at once before the object's other events are heard. */
const longestRun = 16;

export class Player {
  /** By uid. */
  private readonly decisions = new Map<string, Decision>();

  constructor(private readonly definition: ResourceDefinition, private readonly deps: PlayerDeps) {}

  forget({ metadata: { uid = '' } }: KubeObject): void {
    this.decisions.delete(uid);
  }

  /** When to come back, if there is something to wait for. */
  async play(object: KubeObject, stages: readonly CompiledStage[]): Promise<{ readonly requeueAfterMs: number } | void> {
    let current = object;
    for (let run = 0; run < longestRun; run++) {
      const decision = this.decisionFor(current, stages);
      if (!decision?.stage) return;
      const left = decision.dueAt - this.deps.clock.now();
      if (left > 0) return { requeueAfterMs: left };
      const played = await this.perform(current, decision, decision.stage);
      if ('requeueAfterMs' in played) return played;
      if (!played.next) return;
      current = played.next;
    }
    return { requeueAfterMs: 1 };
  }

  private decisionFor(object: KubeObject, stages: readonly CompiledStage[]): Decision | undefined {
    const { uid = '', resourceVersion = '' } = object.metadata;
    const known = this.decisions.get(uid);
    if (known && isNewer(known.resourceVersion, resourceVersion)) return undefined;
    // A stage that has been withdrawn since has no part in it.
    const holds = known?.resourceVersion === resourceVersion && (known.state === 'rest' || (known.stage !== undefined && stages.includes(known.stage)));
    return holds ? known : this.decide(object, uid, stages);
  }

  private decide(object: KubeObject, uid: string, stages: readonly CompiledStage[]): Decision | undefined {
    const { clock, random } = this.deps;
    const now = clock.now();
    const stage = choose(stages, object, now, random);
    if (!stage) {
      this.decisions.delete(uid);
      return undefined;
    }
    const decision: Decision = { resourceVersion: object.metadata.resourceVersion ?? '', state: 'chosen', stage, dueAt: now + stage.delay(object, now, random), failures: 0 };
    this.decisions.set(uid, decision);
    return decision;
  }

  private async perform(object: KubeObject, decision: Decision, stage: CompiledStage): Promise<{ readonly requeueAfterMs: number } | { readonly next: KubeObject | undefined }> {
    decision.performance ??= new Performance(this.definition, object, this.deps);
    try {
      await decision.performance.take(stage.steps, this.deps.functionsFor(object));
    } catch (error) {
      if (isPassing(error)) return { requeueAfterMs: exponentialDelay(firstRetryMs, longestRetryMs, decision.failures++) };
      this.report(error, object, stage);
    }
    const { result } = decision.performance;
    this.settle(object, result);
    return { next: stage.isImmediate ? result : undefined };
  }

  private settle({ metadata: { uid = '', resourceVersion = '' } }: KubeObject, result: KubeObject | undefined): void {
    if (!this.decisions.has(uid)) return;
    const next = result ? { state: 'open' as const, resourceVersion: result.metadata.resourceVersion ?? '' } : { state: 'rest' as const, resourceVersion };
    this.decisions.set(uid, { ...next, dueAt: 0, failures: 0 });
  }

  private report(error: unknown, object: KubeObject, { name }: CompiledStage): void {
    if (ApiError.is(error, 'NotFound') || ApiError.is(error, 'Conflict')) return;
    const known = error instanceof ApiError || error instanceof TemplateError;
    const message = known || !(error instanceof Error) ? String((error as Error).message) : (error.stack ?? error.message);
    this.deps.log.warn('stage failed', { stage: name, kind: object.kind, object: object.metadata.name, error: message });
    if (known) this.deps.recorder.event(object, 'Warning', 'StageFailed', `Stage ${name}: ${message}`);
  }
}

/** Versions of one object are numbers that grow (KEP-5504). */
const isNewer = (a: string, b: string): boolean => a.length > b.length || (a.length === b.length && a > b);

const isPassing = (error: unknown): boolean => error instanceof ApiError && [429, 503, 504].includes(error.code);
