/** Members that are single values. */
import { isMissing, typeOf, type About, type Shape } from './shape';
import { shortened } from './reading';

interface Kind<T> {
  readonly type: string;
  /** As a fault says it: `a string`. */
  readonly what: string;
  readonly empty: T;
  is(value: unknown): value is T;
}

/** `rule`: the fault of a value of the right type. */
function scalar<T extends string | number | boolean>({ type, what, empty, is }: Kind<T>, meaning: string, { isRequired, fallback, unit }: About<T>, rule?: (value: T) => string | undefined): Shape<T> {
  const instead = fallback ?? empty;
  return {
    type, meaning, unit, isRequired, empty: instead, fallback: fallback === undefined ? undefined : String(fallback),
    read(value, reading) {
      if (isMissing(value)) {
        if (isRequired) reading.fault('must be given');
        return instead;
      }
      if (!is(value)) {
        reading.fault(`must be ${what}, got ${got(value)}`);
        return instead;
      }
      const fault = value === '' && isRequired ? 'must not be empty' : rule?.(value);
      if (fault) reading.fault(fault);
      return value;
    },
  };
}

/** A number that is the wrong number is told itself. */
const got = (value: unknown): string => (typeof value === 'number' ? `number ${value}` : typeOf(value));

const isText = (value: unknown): value is string => typeof value === 'string';
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

export const text = (meaning: string, about: About<string> = {}, rule?: (value: string) => string | undefined): Shape<string> =>
  scalar({ type: 'string', what: 'a string', empty: '', is: isText }, meaning, about, rule);

export const flag = (meaning: string, about: About<boolean> = {}): Shape<boolean> =>
  scalar({ type: 'boolean', what: 'true or false', empty: false, is: isFlag }, meaning, about);

interface Bounds { readonly least?: number; readonly most?: number }

const within = ({ least = -Infinity, most = Infinity }: Bounds) => (value: number): string | undefined =>
  (value < least ? `must be at least ${least}, got ${value}` : value > most ? `must be at most ${most}, got ${value}` : undefined);

export const integer = (meaning: string, { least, most, ...about }: About<number> & Bounds = {}): Shape<number> =>
  scalar({ type: 'integer', what: 'a whole number', empty: 0, is: isWhole }, meaning, about, within({ least, most }));

export const number = (meaning: string, { least, most, ...about }: About<number> & Bounds = {}): Shape<number> =>
  scalar({ type: 'number', what: 'a number', empty: 0, is: isNumber }, meaning, about, within({ least, most }));

/** Sums over a hundred thousand records of these are still exact. */
const mostOfAnything = 1e10;

/** How much there is of something. */
export const amount = (meaning: string, about: About<number> = {}): Shape<number> => integer(meaning, { least: 0, most: mostOfAnything, ...about });

/** The same with fractions. */
export const measure = (meaning: string, about: About<number> = {}): Shape<number> => number(meaning, { least: 0, most: mostOfAnything, ...about });

/** One of a few words. */
export const word = (meaning: string, words: readonly string[], what: string, about: About<string> = {}): Shape<string> => {
  const known = new Set(words);
  return text(`${meaning}: ${words.map((each) => `\`${each}\``).join(', ')}`, about, (value) => (known.has(value) ? undefined : `is no ${what}: ${JSON.stringify(shortened(value))}; there are ${words.join(', ')}`));
};
