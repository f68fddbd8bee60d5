/** ConfigMaps (kubernetes pkg/apis/core/validation ValidateConfigMap). */
import { define } from '../../define';
import { invalid, tooLong, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { dataKey, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { base64Length, frozenFields, maxDataBytes, sum } from './frozen-data';

const count = (map: Readonly<Record<string, string>> | undefined): number => Object.keys(map ?? {}).length;

export const configmaps = define<core.ConfigMap>('', 'v1', 'ConfigMap', {
  strategy: { generation: false, validate: validateConfigMap, validateUpdate: (map, old) => frozenFields(map, old, ['data', 'binaryData']) },
  columns: [nameColumn(), column('Data', 'Number of entries.', ({ data, binaryData }) => count(data) + count(binaryData), 'integer'), ageColumn()],
});

function validateConfigMap({ data = {}, binaryData = {} }: core.ConfigMap): FieldError[] {
  const size = sum(Object.values(data).map((text) => Buffer.byteLength(text))) + sum(Object.values(binaryData).map(base64Length));
  return [
    ...Object.keys(data).flatMap((key) => [
      ...dataKey(key, `data[${key}]`),
      ...when(Object.hasOwn(binaryData, key), () => invalid(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ]),
    ...Object.keys(binaryData).flatMap((key) => dataKey(key, `binaryData[${key}]`)),
    // The whole object is at fault, not one field.
    ...when(size > maxDataBytes, () => tooLong('', maxDataBytes)),
  ];
}
