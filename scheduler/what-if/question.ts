/** What may stand in a what-if question: its shape is judged here, its objects where they are used. */
import { fieldError, type FieldError, type KubeObject } from '../../api';
import type { Changes } from '../records/decision';
import { isRecord, refused } from './judging';

/** The pods and nodes that one question may change. */
const maxItems = 1000;

type Fault = (fault: FieldError) => void;
type Check = (value: unknown, field: string, fault: Fault) => void;

const wrongType = (field: string, value: unknown, wanted: string): FieldError => ({ type: 'FieldValueTypeInvalid', field, value, detail: `must be ${wanted}` });

const object: Check = (value, field, fault) => { if (!isRecord(value)) fault(wrongType(field, value, 'an object')); };
const text: Check = (value, field, fault) => { if (typeof value !== 'string' || value === '') fault(wrongType(field, value, 'a text')); };
const count: Check = (value, field, fault) => {
  if (!Number.isInteger(value) || (value as number) < 1 || (value as number) > maxItems) fault(fieldError.invalid(field, value, `must be a whole number from 1 to ${maxItems}`));
};

const listOf = (check: Check): Check => (value, field, fault) => {
  if (!Array.isArray(value)) return fault(wrongType(field, value, 'a list'));
  if (value.length > maxItems) return fault(fieldError.tooMany(field, value.length, maxItems));
  value.forEach((item, i) => check(item, `${field}[${i}]`, fault));
};

/** Members with a `?` may be absent. */
const shape = (members: Readonly<Record<string, Check>>): Check => (value, field, fault) => {
  if (!isRecord(value)) return fault(wrongType(field, value, 'an object'));
  const at = (name: string): string => (field ? `${field}.${name}` : name);
  for (const name of Object.keys(value)) if (!members[name] && !members[`${name}?`]) fault(fieldError.forbidden(at(name), 'there is no such member'));
  for (const [member, check] of Object.entries(members)) {
    const name = member.replace('?', '');
    if (value[name] !== undefined) check(value[name], at(name), fault);
    else if (name === member) fault(fieldError.required(at(name)));
  }
};

const podName = { 'namespace?': text, name: text };

const question = shape({
  'apiVersion?': text,
  'kind?': text,
  'pod?': object,
  'podPatch?': object,
  'nodes?': shape({
    'add?': listOf(object), 'remove?': listOf(text), 'patch?': listOf(shape({ name: text, patch: object })), 'replicate?': listOf(shape({ like: text, count })),
  }),
  'pods?': shape({ 'add?': listOf(object), 'remove?': listOf(shape(podName)), 'patch?': listOf(shape({ ...podName, patch: object })) }),
  'configuration?': object,
});

/** Throws ApiError Invalid, with a cause for each fault. */
export function changesOf(value: unknown, about: string): Changes {
  const faults: FieldError[] = [];
  question(value, '', (fault) => { faults.push(fault); });
  if (faults.length) throw refused(about, ...faults);
  // It has just been looked at.
  return value as Changes;
}

export const isObject = (value: unknown): value is KubeObject => isRecord(value) && isRecord(value.metadata);
