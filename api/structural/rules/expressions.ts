/** What x-kubernetes-validations must say beside its expressions, which the language itself checks. */
import { invalid, notSupported, required, type FieldError } from '../../field-error';
import type { JSONSchemaProps, ValidationRule } from '../../schema/types/apiextensions.v1';
import type { Structural } from '../structural';
import { structuralOf } from '../structural-of';
import { fieldPath } from './field-path';
import { when } from './when';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const newline = /[\r\n]/;

export const expressionFaults = (schema: JSONSchemaProps, path: string): FieldError[] =>
  (schema['x-kubernetes-validations'] ?? []).flatMap((rule, i) => ruleFaults(schema, rule, `${path}.x-kubernetes-validations[${i}]`));

function ruleFaults(schema: JSONSchemaProps, rule: ValidationRule, path: string): FieldError[] {
  const { messageExpression = '', reason, fieldPath: place = '' } = rule;
  return [
    ...messageFaults(rule, path),
    ...when(messageExpression && !messageExpression.trim(), () => required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified')),
    ...when(reason !== undefined && !reasons.includes(reason), () => notSupported(`${path}.reason`, reason, reasons)),
    ...when(place && !place.trim(), () => invalid(`${path}.fieldPath`, place, 'must be non-empty if specified')),
    ...when(newline.test(place), () => invalid(`${path}.fieldPath`, place, 'must not contain line breaks')),
    ...when(place && !leadsSomewhere(schema, place), () => invalid(`${path}.fieldPath`, place, 'must be a valid path')),
  ];
}

function messageFaults({ rule = '', message = '' }: ValidationRule, path: string): FieldError[] {
  const [said, text] = [rule.trim(), message.trim()];
  if (!said) return [required(`${path}.rule`, 'rule is not specified')];
  if (message && !text) return [invalid(`${path}.message`, message, 'must be non-empty if specified')];
  if (newline.test(text)) return [invalid(`${path}.message`, message, 'must not contain line breaks')];
  return when(newline.test(said) && !text, () => required(`${path}.message`, 'message must be specified if rule contains line breaks'));
}

/** What cannot be structural is told of elsewhere. */
const leadsSomewhere = (schema: JSONSchemaProps, place: string): boolean =>
  typeof fieldPath(place, schema as Structural) !== 'string' || typeof structuralOf(schema) === 'string';
