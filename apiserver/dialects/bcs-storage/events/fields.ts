/** Members of a body, as Go fills a struct from them: what is missing or null is empty, what is of another type is a fault. */
import { dataTextOf, type Body } from '../body';
import { badInput } from '../faults';

export interface Fields {
  text(name: string): string;
  /** The text that is part of the key it is kept by: no longer than an address could have it. */
  cluster(): string;
  /** Unix seconds, as milliseconds. */
  time(name: string): number;
  inner(name: string): Pick<Fields, 'text'>;
  /** The JSON of `data`, as it was written. */
  readonly data: string;
}

type Members = Readonly<Record<string, unknown>>;

/** Within which times have four digits for their year (RFC 3339, 5.6). */
const [earliest, latest] = [Date.parse('0000-01-01T00:00:00Z') / 1000, Date.parse('9999-12-31T23:59:59Z') / 1000];

const longestCluster = 16 * 1024;

/** Its functions throw Refusal. */
export function fieldsIn(body: Body): Fields {
  const { text } = textsIn(body.value);
  return {
    text,
    cluster: () => clusterIn(text('clusterId')),
    time: (name) => timeIn(own(body.value, name) ?? 0, name),
    inner: (name) => textsIn(membersIn(own(body.value, name) ?? {}, name)),
    data: dataTextOf(body),
  };
}

/** `constructor` and the like are members only where they were sent. */
const own = (body: Members, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined);

function membersIn(value: unknown, name: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badInput(`${name} must be an object`);
  return value as Members;
}

const textsIn = (body: Members): Pick<Fields, 'text'> => ({
  text(name) {
    const value = own(body, name) ?? '';
    if (typeof value !== 'string') throw badInput(`${name} must be a text`);
    return value;
  },
});

function clusterIn(text: string): string {
  if (text.length > longestCluster) throw badInput(`clusterId is longer than ${longestCluster} characters`);
  return text;
}

function timeIn(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw badInput(`${name} must be a whole number of seconds since 1970`);
  if (value < earliest || value > latest) throw badInput(`${name} must lie in the years 0 to 9999`);
  return value * 1000;
}
