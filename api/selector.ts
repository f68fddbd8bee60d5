/** Label and field selectors: parsed once, matched many times. */
export { parseFieldSelector, type FieldSelector } from './field-selector';
export { everything, formatSelector, nothing, selectorOf, type LabelSelector } from './label-selector';
export { parseLabelSelector } from './label-selector-parser';
