/** Zero values of the scalar and special types, as Go prints them. */
import type { FieldFacts } from './facts';

const zeros: Partial<Record<NonNullable<FieldFacts['type']>, unknown>> = {
  string: '', boolean: false, integer: 0, number: 0, bytes: null, quantity: '0', time: null, microTime: null, intOrString: 0,
  rawExtension: null, fieldsV1: null, json: null, any: null, schemaOrArray: null, schemaOrBool: null, schemaOrStringArray: null,
};

/** What an unset value of the type is printed as. */
export const zeroOf = (field: FieldFacts): unknown => zeros[field.type ?? 'any'] ?? null;

/** Types that Go's omitempty never drops, because they are structs. */
export const isStruct = ({ type }: FieldFacts): boolean =>
  type === 'quantity' || type === 'time' || type === 'microTime' || type === 'intOrString' || type === 'rawExtension' || type === 'fieldsV1';
