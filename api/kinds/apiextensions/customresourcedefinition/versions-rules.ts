/** The versions of a custom kind (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validateCustomResourceDefinitionVersion and its like). */
import { rulesFaults } from '../../../custom/rule-faults';
import { invalid, required, type FieldError } from '../../../field-error';
import { label1035Fault } from '../../../names';
import { columnFaults, leniencyForUpdate, parseStructural, scaleFaults, selectableFaults, storedStructural, type Leniency } from '../../../structural';
import { when } from '../../checks';
import { same } from '../../equality';
import { placingOf, type Placing } from './shared-parts';
import type { CustomResourceDefinition, Version } from './types';

type Spec = CustomResourceDefinition['spec'];

/** One version, and what it was. */
interface Judged {
  readonly version: Version;
  readonly index: number;
  readonly old: Version | undefined;
  readonly placing: Placing;
  readonly leniency: Leniency | undefined;
}

export function versionsFaults({ versions }: Spec, old: Spec | undefined): FieldError[] {
  const placing = placingOf(versions);
  const leniency = old && leniencyForUpdate(old.versions.flatMap(({ schema }) => schema?.openAPIV3Schema ?? []));
  const judged = versions.map((version, index): Judged => ({ version, index, placing, leniency, old: old?.versions.find(({ name }) => name === version.name) }));
  return [...versions.flatMap(missingSchema), ...unique(judged.flatMap(versionFaults)), ...togetherFaults(versions)];
}

/** What all versions share is judged with each, and told once. */
function unique(faults: readonly FieldError[]): FieldError[] {
  const told = new Set<string>();
  return faults.filter(({ field, type, detail = '' }) => {
    const key = [field, type, detail].join('\n');
    return !told.has(key) && told.add(key);
  });
}

const missingSchema = ({ schema }: Version, index: number): FieldError[] => when(!schema?.openAPIV3Schema, () => required(`spec.versions[${index}].schema.openAPIV3Schema`));

function togetherFaults(versions: readonly Version[]): FieldError[] {
  const names = versions.map(({ name }) => name);
  return [
    ...when(new Set(names).size < names.length, () => invalid('spec.versions', names, 'must contain unique version names')),
    ...when(versions.filter(({ storage }) => storage).length !== 1, () => invalid('spec.versions', names, 'must have exactly one version marked as storage version')),
  ];
}

function versionFaults(judged: Judged): FieldError[] {
  const { version: { name, subresources, additionalPrinterColumns = [] }, index, placing } = judged;
  const fault = label1035Fault(name);
  return [
    ...(fault ? [invalid(`spec.versions[${index}].name`, name, fault)] : []),
    ...deprecationFaults(judged),
    ...schemaFaults(judged),
    ...(subresources?.scale ? scaleFaults(subresources.scale, placing('subresources', index)) : []),
    ...additionalPrinterColumns.flatMap((column, at) => columnFaults(column, `${placing('additionalPrinterColumns', index)}[${at}]`)),
    ...fieldsFaults(judged),
  ];
}

function deprecationFaults({ version: { deprecated = false, deprecationWarning: text }, index }: Judged): FieldError[] {
  if (text === undefined) return [];
  const at = `spec.versions[${index}].deprecationWarning`;
  if (!deprecated) return [invalid(at, text, 'can only be set for deprecated versions')];
  return [
    ...when(Buffer.byteLength(text) > 256, () => invalid(at, text, 'must be <= 256 characters long')),
    ...when(text === '', () => invalid(at, text, 'must not be an empty string')),
    ...unprintable(text, at),
  ];
}

/** Letters, marks, numbers, signs and plain spaces can be printed (Go's unicode.IsPrint). */
function unprintable(text: string, at: string): FieldError[] {
  const found = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(text);
  return found ? [invalid(at, text, `must only contain printable UTF-8 characters; non-printable character found at index ${Buffer.byteLength(text.slice(0, found.index))}`)] : [];
}

/** What a schema that has not changed costs is let be. */
function schemaFaults({ version: { schema, subresources }, index, old, placing, leniency }: Judged): FieldError[] {
  if (!schema?.openAPIV3Schema) return [];
  const path = `${placing('schema', index)}.openAPIV3Schema`;
  const unchanged = old !== undefined && same(old.schema, schema);
  const parsed = parseStructural(schema.openAPIV3Schema, {
    path, leniency, statusSubresource: subresources?.status !== undefined, judgeRules: (places) => rulesFaults(places, { path, unchanged }),
  });
  return Array.isArray(parsed) ? parsed : [];
}

/**
 * Fields are looked for in the version's own schema. Upstream refuses fields that all versions share where their schemas differ,
 * and the other way round (kubernetes/kubernetes issue 140689); here both are fine.
 */
function fieldsFaults({ version: { schema, selectableFields = [] }, index, old, placing }: Judged): FieldError[] {
  const structural = schema?.openAPIV3Schema && storedStructural(schema.openAPIV3Schema);
  if (!selectableFields.length || !structural) return [];
  return selectableFaults(selectableFields, structural, placing('selectableFields', index), { tooManyAllowed: old !== undefined && same(old.selectableFields, selectableFields) });
}
