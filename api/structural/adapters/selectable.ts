/** Field selectors that a definition declares (`selectableFields`; pkg/registry/customresource strategy.go). */
import type { KubeObject } from '../../object';
import type { SelectableField } from '../../schema/types/apiextensions.v1';
import { parseJsonPath } from '../json-path';
import { printed } from './columns';

/** By name: `spec.color` for `.spec.color`. */
export const fieldsOf = (declared: readonly SelectableField[] = []): Record<string, (object: KubeObject) => string> =>
  Object.fromEntries(declared.map(({ jsonPath }) => {
    const path = parseJsonPath(jsonPath);
    const read = (object: KubeObject): string => {
      const value = path.first(object);
      return value === undefined || value === null ? '' : printed(value);
    };
    return [jsonPath.replace(/^\./, ''), read];
  }));
