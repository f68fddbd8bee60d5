/** Flags as data: each with its environment variable, its default and what makes a bad value. */
import { parseArgs } from 'node:util';

export interface Flag {
  readonly name: string;
  /** One letter that says the same. */
  readonly short?: string;
  /** It may be given several times, which is as a list with commas. */
  readonly isList?: true;
  /** What stands for its value in the help; absent: it is given or not. */
  readonly value?: string;
  readonly fallback: string;
  readonly help: string;
  /** The fault of a bad value. */
  readonly check?: (text: string) => string | undefined;
  /** The environment variable that says the same, where it is not called as the flag is. */
  readonly variable?: string;
}

/** A fault of the command line: the message is for the user. */
export class UsageError extends Error {}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command line says. */
export interface Given {
  /** Of a flag: what was given, else what the environment says, else the default. */
  text(name: string): string;
  isOn(name: string): boolean;
  /** What is no flag, in order. */
  readonly operands: readonly string[];
}

const environmentName = ({ name, variable }: Flag): string => variable ?? `MINIKAPI_${name.toUpperCase().replace(/-/g, '_')}`;

/** `operands`: what there must be beside flags. Throws UsageError, also for a bad value. */
export function readCommandLine(flags: readonly Flag[], args: readonly string[], env: Environment, operands: readonly string[] = []): Given {
  const { values, positionals } = parsed(flags, args, operands);
  const text = (name: string): string => {
    const flag = flags.find((each) => each.name === name);
    const found = values[name] ?? (flag && env[environmentName(flag)]) ?? flag?.fallback ?? '';
    const fault = flag?.check?.(found);
    if (fault) throw new UsageError(`--${name}: ${JSON.stringify(found)}: ${fault}`);
    return found;
  };
  // What is wrong is told before anything is done.
  for (const { name } of flags) text(name);
  return { text, isOn: (name) => ['true', '1'].includes(text(name)), operands: positionals };
}

function parsed(flags: readonly Flag[], args: readonly string[], operands: readonly string[]): { values: Readonly<Record<string, string | undefined>>; positionals: readonly string[] } {
  const options = Object.fromEntries(flags.map((flag) => [flag.name, optionOf(flag)]));
  const { values, positionals } = orUsageError(() => parseArgs({ args: [...args], options, allowPositionals: operands.length > 0 }));
  if (!isEnough(operands, positionals.length)) throw new UsageError(`expected ${operands.join(' ')}, got ${positionals.length ? positionals.join(' ') : 'nothing'}`);
  return { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])), positionals };
}

/** `[NAME]` may be left out, `[FILE...]` is any number of them. */
function isEnough(operands: readonly string[], count: number): boolean {
  const least = operands.filter((operand) => !operand.startsWith('[')).length;
  const most = operands.some((operand) => operand.endsWith('...]')) ? Infinity : operands.length;
  return count >= least && count <= most;
}

const optionOf = ({ value, short, isList }: Flag) => ({ type: value ? 'string' : 'boolean', multiple: isList === true, ...(short && { short }) }) as const;

function orUsageError<V>(read: () => V): V {
  try {
    return read();
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

export const oneOf = (...allowed: string[]) => (text: string): string | undefined => (allowed.includes(text) ? undefined : `must be one of ${allowed.join(', ')}`);

/** Several, told apart by commas, or none. */
export const someOf = (...allowed: string[]) => (text: string): string | undefined => listed(text).map(oneOf(...allowed)).find((fault) => fault !== undefined);

export const integer = (least: number, most: number) => (text: string): string | undefined =>
  (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? undefined : `must be a whole number from ${least} to ${most}`);

export const orNothing = (check: (text: string) => string | undefined) => (text: string): string | undefined => (text === '' ? undefined : check(text));

export const listed = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);

/** Flags as rows of a help text. */
export const flagRows = (flags: readonly Flag[]): readonly (readonly [string, string])[] => flags.map((flag) => [
  `${flag.short ? `-${flag.short}, ` : ''}--${flag.name}${flag.value ? ` ${flag.value}` : ''}`,
  `${flag.help}${flag.fallback ? ` (default ${flag.fallback})` : ''} [${environmentName(flag)}]`,
]);

export const helpRows: readonly (readonly [string, string])[] = [['--help', 'show this'], ['--version', 'show the version']];

export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
