/** policy/v1beta1: a selector without requirements selects no pods (kubernetes pkg/apis/policy/v1beta1/conversion.go). */
import type * as v1 from '../../../schema/types/policy.v1';
import type * as v1beta1 from '../../../schema/types/policy.v1beta1';
import { same } from '../../equality';
import { versionOf } from '../../version-of';
import { empty, everybody, nobody, type Selector } from '../empty-selector';
import { poddisruptionbudgets as hub } from '../poddisruptionbudgets';

const swap = (selector: Selector, ...pairs: readonly (readonly [Selector, Selector])[]): Selector =>
  (selector && pairs.find(([from]) => same(selector, from))?.[1]) ?? selector;

const fromHub = (selector: Selector): Selector => swap(selector, [nobody, empty], [empty, everybody]);
const toHub = (selector: Selector): Selector => swap(selector, [empty, nobody], [everybody, empty]);

export const poddisruptionbudgetsInV1beta1 = versionOf<v1beta1.PodDisruptionBudget, v1.PodDisruptionBudget>(hub, 'v1beta1', {
  fromHub: (budget) => ({ ...budget, spec: { ...budget.spec, selector: fromHub(budget.spec.selector) } }),
  toHub: (budget) => ({ ...budget, spec: { ...budget.spec, selector: toHub(budget.spec.selector) } }),
});
