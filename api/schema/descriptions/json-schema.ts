/** Descriptions of the schemas in custom resource definitions: JSON Schema (draft 4, as OpenAPI v3 has it) and Kubernetes' own marks. */
import type { Descriptions } from './shape';

const bounds = (of: string): Record<string, string> => ({ [`max${of}`]: `The most ${of.toLowerCase()}.`, [`min${of}`]: `The fewest ${of.toLowerCase()}.` });

const unsupported = 'Not allowed in a custom resource definition.';

export const jsonSchema: Descriptions = () => ({
  JSONSchemaProps: ['What a value must look like.', {
    id: unsupported, $schema: unsupported, $ref: unsupported, definitions: unsupported, dependencies: unsupported, patternProperties: unsupported, additionalItems: unsupported,
    description: 'What the value means, for `kubectl explain`.',
    title: 'A short name for it.',
    type: 'object, array, string, integer, number or boolean.',
    format: 'What is meant within the type, such as date-time, int64 or byte; unknown ones are ignored.',
    default: 'Value that is filled in when there is none.',
    maximum: 'The largest number.', minimum: 'The smallest number.', exclusiveMaximum: 'True: `maximum` itself is too large.', exclusiveMinimum: 'True: `minimum` itself is too small.', multipleOf: 'Number that it must be a multiple of.',
    maxLength: 'The most characters.', minLength: 'The fewest characters.', pattern: 'Regular expression that must be found in the text.',
    ...bounds('Items'), uniqueItems: 'Must be false: say x-kubernetes-list-type instead.', items: 'What the items must look like.',
    ...bounds('Properties'), required: 'Properties that must be there.', properties: 'Properties, each with its schema.', additionalProperties: 'What properties of any other name must look like; this makes a map.',
    enum: 'Allowed values.',
    allOf: 'All of these must hold.', oneOf: 'Exactly one of these must hold.', anyOf: 'At least one of these must hold.', not: 'This must not hold.',
    externalDocs: 'Where more is written about it.', example: 'An example.',
    nullable: 'True: null is allowed.',
    'x-kubernetes-preserve-unknown-fields': 'True: properties that the schema does not name are kept; they are dropped otherwise.',
    'x-kubernetes-embedded-resource': 'True: the value is a whole object with apiVersion, kind and metadata.',
    'x-kubernetes-int-or-string': 'True: a whole number or a text.',
    'x-kubernetes-list-type': 'How server-side apply merges the list: atomic, set or map.',
    'x-kubernetes-list-map-keys': 'Properties by which items of a list of type map are told apart.',
    'x-kubernetes-map-type': 'How server-side apply merges the object: granular (default) or atomic.',
    'x-kubernetes-validations': 'Rules in CEL.',
  }],
  ValidationRule: ['A rule in CEL.', {
    rule: 'CEL that must be true; `self` is the value, `oldSelf` the one before.', message: 'What is said when it is not.', messageExpression: 'CEL that makes the message.',
    reason: 'FieldValueInvalid (default), FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.', fieldPath: 'Field below this one that is at fault.', optionalOldSelf: 'True: the rule also runs when there was no value before.',
  }],
  ExternalDocumentation: ['Where more is written.', { description: 'What is there.', url: 'Its address.' }],
  ConversionRequest: ['Objects to be converted.', { uid: 'Identity of the question, to be repeated in the answer.', desiredAPIVersion: 'Version that is wanted.', objects: 'The objects.' }],
  ConversionResponse: ['Objects as converted.', { uid: 'Identity of the question.', convertedObjects: 'The objects, in the same order.', result: 'Whether it could be done.' }],
});
