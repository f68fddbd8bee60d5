/** `=`, `|=`, `+=` and their like (https://jqlang.org/manual/v1.7, "Assignment"). Nothing is changed: there is another value. */
import { charged, type Filter, type PathFilter } from './run';
import { isTrue, operations, withoutValues, withValue } from './values';

const alternative = (before: unknown, value: unknown): unknown => (isTrue(before) ? before : value);

export function assigning(operator: string, places: PathFilter, right: Filter): Filter {
  if (operator === '|=') return updating(places, right);
  const name = operator.slice(0, -1);
  const combine = name === '' ? (_: unknown, value: unknown) => value : name === '//' ? alternative : operations[name]!;
  return (input, run) => right(input, run).map((value) =>
    places({ path: [], value: input }, run).reduce<unknown>((so, { path }) => withValue(so, path, (before) => combine(before, value), (made) => charged(run, made)), input));
}

/** Each place gets the first output of what is asked of it; where there is none it goes. */
const updating = (places: PathFilter, right: Filter): Filter => (input, run) => {
  const gone: (readonly unknown[])[] = [];
  const changed = places({ path: [], value: input }, run).reduce<unknown>((so, { path }) => withValue(so, path, (before) => {
    const [value] = right(before, run);
    if (value === undefined) gone.push(path);
    return value === undefined ? before : value;
  }, (made) => charged(run, made)), input);
  return [gone.length ? withoutValues(changed, gone) : changed];
};
