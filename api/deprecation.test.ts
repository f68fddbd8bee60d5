import { deprecationOf } from './deprecation';

const kind = { group: 'policy', version: 'v1beta1', kind: 'PodDisruptionBudget' };
const replacement = { group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' };

test.each([
  [{ ...kind, deprecated: '1.21', removed: '1.25', replacement }, 'policy/v1beta1 PodDisruptionBudget is deprecated in v1.21+, unavailable in v1.25+; use policy/v1 PodDisruptionBudget'],
  [{ ...kind, deprecated: '1.36', removed: '1.39' }, 'policy/v1beta1 PodDisruptionBudget is deprecated in v1.36+, unavailable in v1.39+'],
  [{ group: '', version: 'v1', kind: 'ComponentStatus', deprecated: '1.19' }, 'v1 ComponentStatus is deprecated in v1.19+'],
  [{ ...kind, deprecated: '1.37', removed: '1.40' }, undefined],
  [kind, undefined],
])('%j', (facts, text) => expect(deprecationOf(facts)).toBe(text));
