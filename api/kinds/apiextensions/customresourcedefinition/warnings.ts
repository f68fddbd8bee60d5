/** What of a definition works, but not as it may be meant (k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition strategy.go). */
import { isKnownFormat, somewhere } from '../../../structural';
import type * as apiextensions from '../../../schema/types/apiextensions.v1';
import type { CustomResourceDefinition } from './types';

/** Formats that nothing checks; those that were there before are not told again. */
export function definitionWarnings(crd: CustomResourceDefinition, old: CustomResourceDefinition | undefined): string[] {
  const before = new Set(old && unknownFormats(old));
  return unknownFormats(crd).filter((format) => !before.has(format)).map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

/** What all versions share counts once. */
function unknownFormats({ spec }: CustomResourceDefinition): string[] {
  const schemas = new Map((spec.versions ?? []).flatMap(({ schema }) => (schema?.openAPIV3Schema ? [[JSON.stringify(schema), schema.openAPIV3Schema] as const] : [])));
  const all = spec.versions?.length && schemas.size > 1 ? spec.versions.flatMap(({ schema }) => schema?.openAPIV3Schema ?? []) : [...schemas.values()];
  return all.flatMap(formatsIn);
}

function formatsIn(schema: apiextensions.JSONSchemaProps): string[] {
  const found: string[] = [];
  somewhere(schema, ({ format, type = '' }) => {
    if (format && !isFormatOf(type, format)) found.push(format);
    return false;
  });
  return found;
}

const numbers: Readonly<Record<string, readonly string[]>> = { integer: ['int32', 'int64'], number: ['float', 'double'] };

const isFormatOf = (type: string, format: string): boolean => (type === '' || type === 'string' ? isKnownFormat(format) : numbers[type]?.includes(format) ?? false);
