/** Objects in a question are judged as if they were created: decoded, with defaults, and valid. */
import { ApiError, type FieldError, type KubeObject, type ResourceDefinition } from '../../api';

/** What a question is called in a Status. */
const questionKind = { group: 'scheduling.minikapi.dev', kind: 'SchedulingWhatIf' } as const;

export const refused = (name: string, ...faults: FieldError[]): ApiError => ApiError.invalid(questionKind, name, faults);

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `field`: where it stands in the question. Throws ApiError. */
export function judged<T extends KubeObject>(definition: ResourceDefinition<T>, value: unknown, field: string, about: string): T {
  const { kind, group, version, schema, strategy } = definition;
  const apiVersion = group ? `${group}/${version}` : version;
  if (!isRecord(value)) throw refused(about, { type: 'FieldValueTypeInvalid', field, value, detail: `must be a ${kind}` });
  if (value.kind !== undefined && value.kind !== kind) throw refused(about, { type: 'FieldValueInvalid', field: `${field}.kind`, value: value.kind, detail: `must be ${kind}` });
  const { object } = schema.decode({ ...value, apiVersion, kind });
  schema.default(object);
  strategy.default?.(object);
  const faults = [...schema.check(object), ...(strategy.validate?.(object) ?? [])];
  if (faults.length) throw refused(about, ...faults.map((fault) => ({ ...fault, field: `${field}.${fault.field}` })));
  return object;
}
