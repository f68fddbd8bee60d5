/** Structural schemas of custom resources: read them, and let them decode, default, check and describe objects. */
export { parseStructural, storedStructural, leniencyForUpdate, type ParseOptions } from './parse';
export { somewhere, type Leniency } from './rules/leniency';
export type { JudgeDefault } from './rules/defaults';
export { columnFaults, scaleFaults, selectableFaults } from './rules/paths';
export { fieldPath, type FieldPath } from './rules/field-path';
export type { Structural } from './structural';
export { rulePlaces, type RulePlace } from './rule-places';
export { structuralSchema, blocksRules, type StructuralSchema } from './adapters/schema';
export { compileValidator, type Validator } from './validation';
export { compileCorrelation, uncorrelated, type Correlation } from './validation/correlation';
export { applyTypeOfResource } from './adapters/apply-type';
export { columnsOf } from './adapters/columns';
export { fieldsOf } from './adapters/selectable';
export { scalePath, type ScalePath } from './adapters/scale-path';
export { publishedList, publishedName, publishedSchema, type Common, type PublishedKind } from './adapters/open-api';
export { parseJsonPath, JsonPathError, type JsonPath } from './json-path';
export { formatCheck, isKnownFormat } from './formats';
