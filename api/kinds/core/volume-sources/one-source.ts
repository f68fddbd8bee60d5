/** The sources that a volume can have: exactly one of them, in upstream's order and with its paths. */
import { forbidden, required, type FieldError } from '../../../field-error';

/** What a source's rules may know of the volume that it is the source of. */
export interface VolumeFacts {
  readonly name: string;
  /** The pod that the volume is in; a template's pods have no names yet. */
  readonly pod?: string;
}

type Check<V> = (source: V, field: string, volume: VolumeFacts) => FieldError[];

export interface SourceRule<S> {
  readonly name: keyof S & string;
  /** Where its faults are told, and where that it is one too many: upstream does not always name the field itself. */
  readonly at: string;
  readonly spareAt: string;
  check(spec: S, field: string, volume: VolumeFacts): FieldError[];
  /** Faults of the source beside the volume's name: told also when the source is one too many. */
  always?(spec: S, field: string, volume: VolumeFacts): FieldError[];
}

interface Places<V> {
  readonly at?: string;
  readonly spareAt?: string;
  readonly always?: Check<V>;
}

/** `sourceOf<core.Volume>()('nfs', validateNfs)`. */
export const sourceOf = <S extends object>() => <K extends keyof S & string>(name: K, check: Check<NonNullable<S[K]>>, places: Places<NonNullable<S[K]>> = {}): SourceRule<S> => {
  const { always } = places;
  return {
    name, at: places.at ?? name, spareAt: places.spareAt ?? name,
    check: (spec, field, volume) => check(spec[name] as NonNullable<S[K]>, field, volume),
    ...(always && { always: (spec: S, field: string, volume: VolumeFacts) => always(spec[name] as NonNullable<S[K]>, field, volume) }),
  };
};

export function validateOneSource<S extends object>(spec: S, rules: readonly SourceRule<S>[], field: string, volume: VolumeFacts): FieldError[] {
  const faults: FieldError[] = [];
  let found = false;
  for (const rule of rules) {
    if (spec[rule.name] === undefined) continue;
    if (found) faults.push(forbidden(`${field}.${rule.spareAt}`, 'may not specify more than 1 volume type'));
    else faults.push(...rule.check(spec, `${field}.${rule.at}`, volume));
    if (rule.always) faults.push(...rule.always(spec, field, volume));
    found = true;
  }
  return found ? faults : [required(field, 'must specify a volume type')];
}

/** The check of a source that needs nothing but texts. */
export const texts = <V extends object>(...names: readonly (keyof V & string)[]) => (source: V, field: string): FieldError[] =>
  names.filter((name) => !source[name]).map((name) => required(`${field}.${name}`));
