/** All plugins in order, as one: a chain for each kind, of those that have to do with it. */
import type { Logger, ResourceDefinition } from '../../api';
import type { Admission, Attempt, Mutation, Settlement } from '../admission';
import { isKind } from './attempts';
import { TimedStep, type Stopwatch } from './timed-step';

type Verdict = void | Promise<void>;

export interface ChainContext {
  readonly log: Logger;
  readonly stopwatch: Stopwatch;
}

export class AdmissionChain {
  private readonly mutators: readonly TimedStep<Mutation | Promise<Mutation>>[];
  private readonly validators: readonly TimedStep<Verdict>[];
  private readonly allocators: readonly Admission[];
  private readonly settlers: readonly Admission[];
  private lookingAtBodies: AdmissionChain | undefined;

  constructor(private readonly plugins: readonly Admission[], private readonly context: ChainContext) {
    const { stopwatch } = context;
    this.mutators = plugins.flatMap((plugin) => (plugin.mutate ? [new TimedStep(stopwatch, plugin.name, 'admit', plugin.mutate.bind(plugin))] : []));
    this.validators = plugins.flatMap((plugin) => (plugin.validate ? [new TimedStep(stopwatch, plugin.name, 'validate', plugin.validate.bind(plugin))] : []));
    this.allocators = plugins.filter(({ allocate }) => allocate);
    this.settlers = plugins.filter(({ settled }) => settled);
  }

  /** Those of them that have to do with a kind. */
  of(definition: ResourceDefinition): AdmissionChain {
    const concerned = ({ kinds }: Admission): boolean => !kinds || kinds.some((kind) => isKind(definition, kind));
    return new AdmissionChain(this.plugins.filter(concerned), this.context);
  }

  /** Those of them that look at what actions and procedures are asked. */
  get ofBodies(): AdmissionChain {
    return (this.lookingAtBodies ??= new AdmissionChain(this.plugins.filter(({ bodies }) => bodies), this.context));
  }

  async mutate(attempt: Attempt): Promise<void> {
    if (await this.mutateOnce(attempt)) await this.mutateOnce(attempt);
  }

  /** Whether somebody wants it to be done again. */
  private async mutateOnce(attempt: Attempt): Promise<boolean> {
    let again = false;
    for (const step of this.mutators) {
      const work = step.run(attempt);
      if ((work instanceof Promise ? await work : work) === 'again') again = true;
    }
    return again;
  }

  async validate(attempt: Attempt): Promise<void> {
    for (const step of this.validators) {
      const work = step.run(attempt);
      if (work) await work;
    }
  }

  async allocate(attempt: Attempt): Promise<void> {
    for (const plugin of this.allocators) {
      const work = plugin.allocate?.(attempt);
      if (work) await work;
    }
  }

  async settled(attempt: Attempt, settlement: Settlement): Promise<void> {
    for (const plugin of this.settlers) {
      try {
        const work = plugin.settled?.(attempt, settlement);
        if (work) await work;
      } catch (error) {
        this.context.log.warn('admission could not settle a write', { plugin: plugin.name, name: attempt.key.name, settlement, error: String(error) });
      }
    }
  }
}
