/**
 * The first combination of one option per resource that fits, in the order of the Cartesian product, the last resource varying fastest
 * (specification, 7.1). Nothing is enumerated ahead: an option that does not fit beside those before it ends all that begin like it.
 *
 * Steps are counted, as a request may name more combinations than there are atoms: whoever is out of steps is told so.
 */
export interface Trial<Option> {
  /** Takes the option for this resource if it fits beside those that are taken; `false`: it was not taken. */
  take(resource: number, option: Option): boolean;
  /** Gives back what was taken last. */
  drop(resource: number, option: Option): void;
  /** Steps that it costs to ask `take` for this resource. */
  cost(resource: number): number;
}

export class Steps {
  constructor(private left: number) {}

  /** `false`: there are none left. */
  spend(steps: number): boolean {
    this.left -= steps;
    return this.left >= 0;
  }
}

/** The options that fit together, `none`, or `tired`: not all could be tried within so many tries and the steps. */
export function firstCombination<Option>(
  options: readonly (readonly Option[])[], trial: Trial<Option>, tries: number, steps: Steps,
): readonly Option[] | 'none' | 'tired' {
  const next: number[] = [0];
  const taken: Option[] = [];
  while (taken.length < options.length) {
    const resource = taken.length;
    const option = options[resource]?.[next[resource] as number];
    if (option === undefined) {
      if (resource === 0) return 'none';
      next.pop();
      trial.drop(resource - 1, taken.pop() as Option);
      continue;
    }
    if (tries-- <= 0 || !steps.spend(trial.cost(resource))) return 'tired';
    next[resource] = (next[resource] as number) + 1;
    if (trial.take(resource, option)) {
      taken.push(option);
      next.push(0);
    }
  }
  return taken;
}
