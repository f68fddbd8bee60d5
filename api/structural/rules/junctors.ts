/** What may stand inside allOf, anyOf, oneOf and not: values are restricted there, never defined (validateNestedValueValidation). */
import { forbidden, invalid, type FieldError } from '../../field-error';
import { patternFault } from '../pattern';
import { junctorsOf, propertiesOf, propertyOf, valuesOf, type Structural } from '../structural';
import { when } from './when';

/** Junctors that are allowed to name types, because together they say int-or-string. */
interface Exempt { readonly anyOf: boolean; readonly firstAllOf: boolean }

const none: Exempt = { anyOf: false, firstAllOf: false };

export function junctorFaults(schema: Structural, path: string, exempt: Exempt = none): FieldError[] {
  const { pattern } = schema;
  return [
    ...junctorsOf(schema, path).flatMap((part) => {
      if (exempt.anyOf && part.path.startsWith(`${path}.anyOf[`)) return [];
      const first = exempt.firstAllOf && part.path === `${path}.allOf[0]`;
      return nestedFaults(part.schema, part.path, first ? { anyOf: true, firstAllOf: false } : none);
    }),
    ...(pattern ? patternFaults(pattern, `${path}.pattern`) : []),
  ];
}

function patternFaults(pattern: string, path: string): FieldError[] {
  const fault = patternFault(pattern);
  return fault ? [invalid(path, pattern, `must be a valid regular expression, but isn't: ${fault}`)] : [];
}

const mustBe: Readonly<Partial<Record<keyof Structural, string>>> = {
  type: 'empty', default: 'undefined', title: 'empty', description: 'empty', nullable: 'false',
  'x-kubernetes-preserve-unknown-fields': 'false', 'x-kubernetes-embedded-resource': 'false', 'x-kubernetes-int-or-string': 'false',
  'x-kubernetes-list-map-keys': 'empty', 'x-kubernetes-list-type': 'undefined', 'x-kubernetes-map-type': 'undefined', 'x-kubernetes-validations': 'empty',
};

function nestedFaults(schema: Structural, path: string, exempt: Exempt = none): FieldError[] {
  const values = valuesOf(schema);
  return [
    ...junctorFaults(schema, path, exempt),
    ...(schema.items ? nestedFaults(schema.items, `${path}.items`) : []),
    ...propertiesOf(schema).flatMap(([name, property]) => nestedFaults(property, `${path}.properties[${name}]`)),
    ...when(values ?? schema.additionalProperties === true, () => forbidden(`${path}.additionalProperties`, 'must be undefined to be structural')),
    ...Object.entries(mustBe).flatMap(([name, state]) => when(isSaid(schema, name as keyof Structural), () => forbidden(`${path}.${name}`, `must be ${state} to be structural`))),
    ...when(propertyOf(schema, 'metadata'), () => forbidden(`${path}.properties[metadata]`, 'must not be specified in a nested context')),
  ];
}

/** What is zero is as good as absent, but for a default. */
const isSaid = (schema: Structural, name: keyof Structural): boolean => {
  const value = schema[name];
  return value !== undefined && (name === 'default' || (value !== '' && value !== false));
};
