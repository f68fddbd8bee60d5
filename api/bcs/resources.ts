/** What taskgroups need (section 5.3 of the document's specification): cores, and MB that are counted as Mi. */
import type { PodTemplate, Resources } from './definition';
import type { Timing } from './timing';

export interface Amount {
  /** Cores. */
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
}

export const nothing: Amount = { cpu: 0, memory: 0, disk: 0 };

export const plus = (one: Amount, other: Amount): Amount => ({ cpu: one.cpu + other.cpu, memory: one.memory + other.memory, disk: one.disk + other.disk });

/** Decimal text, as Go's ParseFloat takes it; anything else, such as `250m`, counts as 0. */
export function amountOf(text: string): number {
  const value = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : 0;
  return Number.isFinite(value) && value > 0 ? value : 0;
}

const parsed = ({ cpu, memory, storage }: Resources['limits']): Amount => ({ cpu: amountOf(cpu), memory: amountOf(memory), disk: amountOf(storage) });

/** What is scheduled by: requests are the limits where no cpu is requested and one is the limit. */
export const requestsOf = ({ requests, limits }: Resources): Amount => parsed(!requests.cpu && limits.cpu ? limits : requests);

export const limitsOf = ({ limits }: Resources): Amount => parsed(limits);

/** Processes that ask for nothing get this. */
const processDefault: Amount = { cpu: 1, memory: 64, disk: 64 };

const asksForNothing = ({ cpu, memory, disk }: Amount): boolean => cpu === 0 && memory === 0 && disk === 0;

/** What each container, or process, of a taskgroup asks for. */
export const requestsOfEach = ({ spec: { containers, processes } }: PodTemplate): readonly Amount[] =>
  (containers.length ? containers.map(({ resources }) => requestsOf(resources)) : processes.map(({ resources }) => orDefault(requestsOf(resources))));

const orDefault = (amount: Amount): Amount => (asksForNothing(amount) ? processDefault : amount);

/** What a taskgroup needs of an agent, with what runs it. */
export const neededBy = (template: PodTemplate, { overhead }: Timing): Amount => requestsOfEach(template).reduce(plus, { cpu: 0, memory: overhead.memory, disk: overhead.disk });
