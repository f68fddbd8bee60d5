/** Semantic versions (Kubernetes pkg/cel/library/semverlib.go, semver.org 2.0.0). */
import { member, overload, type Library } from '../types/declarations';
import { bool, int, sealed, string } from '../types/types';
import { fail } from '../values/errors';
import { fromBigInt, type Int } from '../values/int';
import { traverseFirst } from '../values/sizes';
import { Opaque, type Value } from '../values/values';

const semverType = sealed('kubernetes.Semver');

class Semver extends Opaque {
  readonly type = semverType;

  constructor(readonly numbers: readonly bigint[], readonly prerelease: readonly string[]) {
    super();
  }

  /** Build metadata makes no difference. */
  equals(other: Opaque): boolean {
    return other instanceof Semver && compare(this, other) === 0;
  }
}

const number = '(0|[1-9]\\d*)';
const identifiers = (part: string): string => `(${part}(?:\\.${part})*)`;
const pattern = new RegExp(`^${number}\\.${number}\\.${number}(?:-${identifiers('(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)')})?(?:\\+${identifiers('[0-9A-Za-z-]+')})?$`);
const maxUint64 = 2n ** 64n - 1n;

/** The version, or why it is none (github.com/blang/semver/v4). */
function parse(text: string): Semver | string {
  const match = pattern.exec(text);
  if (!match) return fault(text);
  const numbers = match.slice(1, 4).map((part) => BigInt(part));
  return numbers.some((part) => part > maxUint64) ? fault(text) : new Semver(numbers, match[4]?.split('.') ?? []);
}

function fault(text: string): string {
  if (text === '') return 'Version string empty';
  const parts = text.split('.');
  if (parts.length < 3) return 'No Major.Minor.Patch elements found';
  const names = ['major', 'minor', 'patch'];
  for (const [i, name] of names.entries()) {
    const part = i === 2 ? (parts[2] ?? '').replace(/[-+].*$/, '') : parts[i] ?? '';
    if (!/^\d+$/.test(part)) return `Invalid character(s) found in ${name} number ${JSON.stringify(part)}`;
    if (/^0\d/.test(part)) return `${name[0]?.toUpperCase()}${name.slice(1)} number must not contain leading zeroes ${JSON.stringify(part)}`;
  }
  return 'Invalid character(s) found in prerelease or build metadata';
}

/** `v1.2` becomes `1.2.0`. */
function normalized(text: string): Semver | string {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [major, minor, rest.length ? rest.join('.') : undefined].filter((part) => part !== undefined);
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? '')) return 'short version cannot contain PreRelease/Build meta data';
  while (parts.length < 3) parts.push('0');
  return parse(parts.map(withoutZeros).join('.'));
}

function withoutZeros(part: string): string {
  if (part.length <= 1) return part;
  const bare = part.replace(/^0+/, '');
  return /^\d/.test(bare) ? bare : `0${bare}`;
}

const read = (text: string, normalize = false): Semver | string => (normalize ? normalized(text) : parse(text));

export function semver(text: string, normalize?: boolean): Value {
  const version = read(text, normalize);
  return typeof version === 'string' ? fail(version) : version;
}

const sign = (a: bigint | string | number, b: bigint | string | number): number => (a < b ? -1 : a > b ? 1 : 0);

function compare(a: Semver, b: Semver): number {
  const difference = a.numbers.map((part, i) => sign(part, b.numbers[i] as bigint)).find((each) => each !== 0);
  if (difference !== undefined) return difference;
  if (!a.prerelease.length || !b.prerelease.length) return sign(b.prerelease.length, a.prerelease.length);
  return comparePrereleases(a.prerelease, b.prerelease);
}

/** Numbers by value and before words; more identifiers are more. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  const isNumber = (part: string): boolean => /^\d+$/.test(part);
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    const order = isNumber(x) && isNumber(y) ? sign(BigInt(x), BigInt(y)) : isNumber(x) !== isNumber(y) ? (isNumber(x) ? -1 : 1) : sign(x, y);
    if (order !== 0) return order;
  }
  return sign(a.length, b.length);
}

const isSemver = (text: string, normalize?: boolean): boolean => typeof read(text, normalize) !== 'string';
const part = (index: number) => ({ numbers }: Semver): Int => fromBigInt(numbers[index] as bigint);
const s = semverType;

export const semverLibrary: Library = {
  types: [semverType],
  overloads: [
    overload('semver', 'string_to_semver', [string], s, semver, traverseFirst),
    overload('semver', 'string_bool_to_semver', [string, bool], s, semver, traverseFirst),
    overload('isSemver', 'is_semver_string', [string], bool, isSemver, traverseFirst),
    overload('isSemver', 'is_semver_string_bool', [string, bool], bool, isSemver, traverseFirst),
    member('isGreaterThan', 'semver_is_greater_than', [s, s], bool, (a: Semver, b: Semver) => compare(a, b) > 0),
    member('isLessThan', 'semver_is_less_than', [s, s], bool, (a: Semver, b: Semver) => compare(a, b) < 0),
    member('compareTo', 'semver_compare_to', [s, s], int, compare),
    member('major', 'semver_major', [s], int, part(0)),
    member('minor', 'semver_minor', [s], int, part(1)),
    member('patch', 'semver_patch', [s], int, part(2)),
  ],
};
