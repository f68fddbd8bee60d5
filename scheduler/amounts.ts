/** Amounts of resources as plain numbers, so that loops over thousands of nodes only add and compare. */
import { milliValue, unitValue } from '../api';

type ResourceList = Readonly<Record<string, string>>;

/** CPU in thousandths of a core, memory and ephemeral storage in bytes, everything else in whole units by name. */
export interface Amounts {
  readonly milliCpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  /** Extended resources, huge pages, attachable volumes; absent when there are none. */
  readonly scalars?: ReadonlyMap<string, number>;
}

export const nothing: Amounts = { milliCpu: 0, memory: 0, ephemeralStorage: 0 };

/** Resources counted under their own name (kube-scheduler util.IsScalarResourceName). */
const isScalar = (name: string): boolean =>
  name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-');

function scalarsOf(list: ResourceList): Map<string, number> | undefined {
  let scalars: Map<string, number> | undefined;
  for (const name of Object.keys(list)) {
    const amount = isScalar(name) ? unitValue(list[name] ?? '0') : 0;
    if (amount !== 0) (scalars ??= new Map()).set(name, amount);
  }
  return scalars;
}

export function parseAmounts(list: ResourceList | undefined): Amounts {
  if (!list) return nothing;
  return {
    milliCpu: milliValue(list.cpu ?? '0'),
    memory: unitValue(list.memory ?? '0'),
    ephemeralStorage: unitValue(list['ephemeral-storage'] ?? '0'),
    scalars: scalarsOf(list),
  };
}

type Combine = (a: number, b: number) => number;

function combineScalars(a: Amounts['scalars'], b: Amounts['scalars'], combine: Combine): Amounts['scalars'] {
  if (!b) return a;
  const result = new Map(a);
  for (const [name, amount] of b) {
    const combined = combine(result.get(name) ?? 0, amount);
    if (combined === 0) result.delete(name);
    else result.set(name, combined);
  }
  return result.size ? result : undefined;
}

const combine = (a: Amounts, b: Amounts, by: Combine): Amounts => ({
  milliCpu: by(a.milliCpu, b.milliCpu),
  memory: by(a.memory, b.memory),
  ephemeralStorage: by(a.ephemeralStorage, b.ephemeralStorage),
  scalars: combineScalars(a.scalars, b.scalars, by),
});

const sum: Combine = (a, b) => a + b;
const difference: Combine = (a, b) => a - b;

export const plus = (a: Amounts, b: Amounts): Amounts => combine(a, b, sum);
export const minus = (a: Amounts, b: Amounts): Amounts => combine(a, b, difference);
/** The larger of both, resource by resource. */
export const larger = (a: Amounts, b: Amounts): Amounts => combine(a, b, Math.max);

export const isNothing = (a: Amounts): boolean =>
  a.milliCpu === 0 && a.memory === 0 && a.ephemeralStorage === 0 && a.scalars === undefined;

/** Whether `a` asks for less than `b` of something. */
export function lessOfSomething(a: Amounts, b: Amounts): boolean {
  if (a.milliCpu < b.milliCpu || a.memory < b.memory || a.ephemeralStorage < b.ephemeralStorage) return true;
  for (const [name, amount] of b.scalars ?? []) if ((a.scalars?.get(name) ?? 0) < amount) return true;
  return false;
}

/** Whether there is more in `a` than in `b` of something that is wanted. */
export function moreOfWanted(wanted: Amounts, a: Amounts, b: Amounts): boolean {
  if ((wanted.milliCpu && a.milliCpu > b.milliCpu) || (wanted.memory && a.memory > b.memory)) return true;
  if (wanted.ephemeralStorage && a.ephemeralStorage > b.ephemeralStorage) return true;
  for (const name of wanted.scalars?.keys() ?? []) if ((a.scalars?.get(name) ?? 0) > (b.scalars?.get(name) ?? 0)) return true;
  return false;
}

export const sameAmounts = (a: Amounts, b: Amounts): boolean => !lessOfSomething(a, b) && !lessOfSomething(b, a);

/** Equal texts for equal amounts. */
export const amountsText = ({ milliCpu, memory, ephemeralStorage, scalars }: Amounts): string =>
  `${milliCpu} ${memory} ${ephemeralStorage}${scalars ? JSON.stringify([...scalars]) : ''}`;
