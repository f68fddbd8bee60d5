/**
 * From the schema of a version of a CustomResourceDefinition to a structural schema, or to all that is wrong with it
 * (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validation.go validateCustomResourceDefinitionValidation).
 */
import { formatFieldError, invalid, type FieldError } from '../field-error';
import type { JSONSchemaProps } from '../schema/types/apiextensions.v1';
import { same } from '../kinds/equality';
import { completenessFaults } from './rules/completeness';
import { defaultFaults, hasDefaults, withPrunedDefaults, type JudgeDefault } from './rules/defaults';
import { invariantFaults } from './rules/invariants';
import { leniencyFor, strict, type Leniency } from './rules/leniency';
import { openApiFaults } from './rules/open-api';
import { rootFaults } from './rules/root';
import { rulePlaces, type RulePlace } from './rule-places';
import { structuralOf } from './structural-of';
import type { Structural } from './structural';

export interface ParseOptions {
  /** Where the schema stands: `spec.versions[0].schema.openAPIV3Schema`. */
  readonly path: string;
  readonly statusSubresource?: boolean;
  /** What a definition that is stored may keep. Default: nothing. */
  readonly leniency?: Leniency;
  /** Compiles the rules of `x-kubernetes-validations`: those in parts of the schema without a fault. */
  readonly judgeRules?: (places: readonly RulePlace[]) => FieldError[];
  readonly judgeDefault?: JudgeDefault;
}

/** `schema` as api/schema decodes it. */
export function parseStructural(schema: JSONSchemaProps, options: ParseOptions): Structural | FieldError[] {
  const { path, leniency = strict } = options;
  const made = structuralOf(schema);
  const shape = typeof made === 'string' ? [] : shapeFaults(made, options);
  const openApi = openApiFaults(schema, { path, root: true }, leniency);
  const rules = typeof made === 'string' || shape.length ? [] : (options.judgeRules?.(placesWithout(openApi, made, path)) ?? []);
  const faults = [...rootFaults(schema, path, options.statusSubresource === true), ...shape, ...openApi, ...rules];
  // Why it cannot be structural at all has been told already, in better words, where anything has.
  if (typeof made === 'string') return faults.length ? faults : [invalid(path, '', made)];
  return faults.length ? faults : servedSchema(made);
}

/** A stored schema, which was found good when it was written. Undefined: it is none that could be served. */
export function storedStructural(schema: JSONSchemaProps): Structural | undefined {
  const made = structuralOf(schema);
  return typeof made === 'string' ? undefined : servedSchema(made);
}

const servedSchema = (schema: Structural): Structural => (hasDefaults(schema) ? withPrunedDefaults(schema) : schema);

/** Each kind of fault only where the ones before are not found. */
function shapeFaults(schema: Structural, { path, leniency = strict, judgeDefault }: ParseOptions): FieldError[] {
  const shape = [...invariantFaults(schema, path), ...completenessFaults(schema, schema, path)];
  if (shape.length) return sorted(shape);
  return hasDefaults(schema) ? defaultFaults(schema, path, { unprunedDefaults: leniency.unprunedDefaults, judge: judgeDefault }) : [];
}

const sorted = (faults: readonly FieldError[]): FieldError[] =>
  faults.map((fault) => [formatFieldError(fault), fault] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, fault]) => fault);

const placesWithout = (faults: readonly FieldError[], schema: Structural, path: string): RulePlace[] =>
  rulePlaces(schema, path).filter((place) => !faults.some(({ field }) => isWithin(field, place.path)));

const isWithin = (field: string, path: string): boolean => field.startsWith(path) && ['', '.', '['].includes(field.charAt(path.length));

/** What the schemas of a stored definition have that they may keep. */
export const leniencyForUpdate = (stored: readonly JSONSchemaProps[]): Leniency => leniencyFor(stored, hasUnprunedDefaults);

function hasUnprunedDefaults(schema: JSONSchemaProps): boolean {
  const made = structuralOf(schema);
  if (typeof made === 'string' || !hasDefaults(made) || invariantFaults(made, '').length) return false;
  return !same(withPrunedDefaults(made), made);
}
