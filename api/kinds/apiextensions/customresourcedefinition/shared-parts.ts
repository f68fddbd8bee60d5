/**
 * What all versions say alike stands once, above them, where upstream keeps a definition: faults are told of there
 * (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1 conversion.go).
 */
import { same } from '../../equality';
import type { Version } from './types';

type Part = 'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields';

/** What a part is called above the versions. */
const above: Readonly<Record<Part, string>> = { schema: 'validation', subresources: 'subresources', additionalPrinterColumns: 'additionalPrinterColumns', selectableFields: 'selectableFields' };

/** Where a part of a version stands. */
export type Placing = (part: Part, index: number) => string;

export function placingOf(versions: readonly Version[]): Placing {
  const isShared = (part: Part): boolean => versions.every((version) => same(version[part], versions[0]?.[part]));
  const shared = new Set((Object.keys(above) as Part[]).filter(isShared));
  return (part, index) => (shared.has(part) ? `spec.${above[part]}` : `spec.versions[${index}].${part}`);
}
