/** Values of templates: JSON, and what Go makes of it. Undefined is what is not there, null what is nil. */
import { TemplateError } from './syntax';

export type JsonObject = Readonly<Record<string, unknown>>;

export const fail = (message: string): never => { throw new TemplateError(message); };

export const isMap = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The names that sprig's kindOf gives. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Date) return 'struct';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map';
}

/** Empty is false: 0, "", nil, lists and maps without members. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isMap(value)) return Object.keys(value).length > 0;
  return value instanceof Date || Boolean(value);
}

export const sortedKeys = (value: JsonObject): string[] => Object.keys(value).filter((key) => value[key] !== undefined).sort();

/** A member by name; what lies in nothing is nothing, but nil has no members (text/template exec.go evalField). */
export function fieldOf(value: unknown, name: string): unknown {
  if (value === undefined) return undefined;
  if (value === null) return fail(`nil pointer evaluating interface {}.${name}`);
  if (!isMap(value)) return fail(`can't evaluate field ${name} in type ${kindOf(value)}`);
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** As fmt.Fprint prints it. */
export function print(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map(print).join(' ')}]`;
  if (value instanceof Date) return `${value.toISOString().replace('T', ' ').replace(/\.?0*Z$/, '')} +0000 UTC`;
  if (isMap(value)) return `map[${sortedKeys(value).map((key) => `${key}:${print(value[key])}`).join(' ')}]`;
  return numberText(value as number | boolean);
}

const numberText = (value: number | boolean): string => (typeof value === 'number' && Math.abs(value) >= 1e21 ? value.toExponential() : String(value));

/** As strconv.Quote writes it, but for what JSON writes otherwise. */
export const quoted = (text: string): string => JSON.stringify(text);

const verbs: Readonly<Record<string, (value: unknown, precision: number | undefined) => string>> = {
  v: print,
  s: print,
  d: (value) => String(Math.trunc(Number(value))),
  f: (value, precision = 6) => Number(value).toFixed(Math.min(precision, 100)),
  g: (value) => String(Number(value)),
  t: print,
  q: (value) => quoted(print(value)),
  x: (value) => (typeof value === 'number' ? value.toString(16) : Buffer.from(print(value)).toString('hex')),
  T: kindOf,
};

/** fmt.Sprintf, as far as texts are made with it. */
export function format(pattern: string, args: readonly unknown[]): string {
  let next = 0;
  const text = pattern.replace(/%([-+ 0#]*)(\d{0,3})(?:\.(\d{0,3}))?([a-zA-Z%])/g, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const value = args[next++];
    const written = verbs[verb]?.(value, precision === undefined ? undefined : Number(precision)) ?? `%!${verb}(${kindOf(value)}=${print(value)})`;
    return padded(flags.includes('+') && typeof value === 'number' && value >= 0 ? `+${written}` : written, flags, Number(width));
  });
  const extra = args.slice(next).map((value) => `${kindOf(value)}=${print(value)}`);
  return extra.length ? `${text}%!(EXTRA ${extra.join(', ')})` : text;
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}
