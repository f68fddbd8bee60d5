/** How Go prints the types of fields: part of the messages of its JSON decoder. */
import type { FieldFacts } from './facts';

/** `core.v1.Container` -> `v1.Container`. */
export const goName = (definition: string): string => definition.split('.').slice(-2).join('.');

export function goType(field: FieldFacts): string {
  const item = field.ref ? goName(field.ref) : goScalar(field);
  const listed = field.list ? `[]${item}` : item;
  return field.map ? `map[string]${listed}` : listed;
}

function goScalar({ type, int, alias }: FieldFacts): string {
  switch (type) {
    case 'string': return alias ? goName(alias) : 'string';
    case 'integer': return `int${int ?? 64}`;
    case 'boolean': return 'bool';
    case 'number': return 'float64';
    case 'bytes': return '[]uint8';
    case 'quantity': return 'resource.Quantity';
    case 'time': return 'v1.Time';
    case 'microTime': return 'v1.MicroTime';
    case 'intOrString': return 'intstr.IntOrString';
    case 'rawExtension': return 'runtime.RawExtension';
    case 'fieldsV1': return 'v1.FieldsV1';
    default: return 'interface {}';
  }
}
