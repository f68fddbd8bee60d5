/** What a parameter of a query compares: one row of the filter tables (filters.ts, ../events/filters.ts). */
import { parsePath, type DocumentCondition as Condition } from '../../../../api';
import type { Parameters } from '../call';
import { comparisons, type Comparison } from './comparisons';

export interface Parameter {
  readonly name: string;
  /** From the document's root, dotted. */
  readonly path: string;
  readonly comparison: Comparison;
  /** The document does not tell of it; the original takes it all the same. */
  readonly undocumented?: true;
  readonly remark?: string;
  /** Under the switch `applicationPodIp=taskgroups`: compares what documents of another type have at `path`; one of them is named at `to`. */
  readonly through?: { readonly type: string; readonly path: string; readonly to: string };
}

type Said = Partial<Pick<Parameter, 'undocumented' | 'remark' | 'through'>>;

const of = (comparison: Comparison) => (name: string, path: string, said: Said = {}): Parameter => ({ name, path, comparison, ...said });

export const text = of('in');
export const textOrMissing = of('inOrMissing');
export const integer = of('integer');
export const count = of('count');
export const truth = of('truth');
export const part = of('contains');

/** `<name>Begin` and `<name>End`. */
export const times = (name: string, path: string, said: Said = {}): readonly Parameter[] => [of('after')(`${name}Begin`, path, said), of('before')(`${name}End`, path, said)];

/** The same where 0 and less mean no border. */
export const openTimes = (name: string, path: string): readonly Parameter[] => [of('afterOrOpen')(`${name}Begin`, path), of('beforeOrOpen')(`${name}End`, path)];

/** What the parameters ask for. What is empty, or cannot be read, asks for nothing. `preset`: what stands where nothing was given. */
export function conditionsOf(parameters: readonly Parameter[], given: Parameters, zone: string, preset: Readonly<Record<string, string>> = {}): readonly Condition[] {
  return parameters.flatMap((parameter) => conditionOf(parameter, given.get(parameter.name) || preset[parameter.name], zone) ?? []);
}

export function conditionOf({ path, comparison }: Pick<Parameter, 'path' | 'comparison'>, value: string | null | undefined, zone: string): Condition | undefined {
  return value ? comparisons[comparison].read(parsePath(path), value, zone) : undefined;
}
