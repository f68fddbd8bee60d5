/** How many pods there should be, as the minik8s document says it (D-14). Pure. */

export interface Measured {
  /** Cores of each pod, on average. */
  readonly cpu: number;
  /** Of what a pod may use, on average, as a fraction. */
  readonly mem: number;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The same as targets; 0: the metric does not count. */
export type Targets = Measured;

export interface Proposal {
  /** How many there should be. */
  readonly expected: number;
  /** What is done about it now: one pod at a time. */
  readonly step: -1 | 0 | 1;
}

/** Outside the bounds nothing is measured; undefined: within them. */
export function beyondBounds(current: number, { min, max }: Bounds): Proposal | undefined {
  if (current > max) return { expected: max, step: -1 };
  return current < min ? { expected: min, step: 1 } : undefined;
}

/** What is cut off, not rounded: a pod more is only worth it when it is needed in full. */
export function proposal(current: number, { cpu, mem }: Measured, targets: Targets, { min, max }: Bounds): Proposal {
  const ratios = [...ratioOf(cpu, targets.cpu), ...ratioOf(mem, targets.mem)];
  const expected = ratios.length ? Math.min(Math.max(Math.trunc(Math.max(...ratios) * current), min), max) : current;
  return { expected, step: expected > current ? 1 : expected < current ? -1 : 0 };
}

const ratioOf = (value: number, target: number): number[] => (target > 0 ? [value / target] : []);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Nothing is used by nobody. */
export const meanOf = (usages: readonly Measured[]): Measured =>
  (usages.length ? { cpu: sum(usages.map(({ cpu }) => cpu)) / usages.length, mem: sum(usages.map(({ mem }) => mem)) / usages.length } : { cpu: 0, mem: 0 });
