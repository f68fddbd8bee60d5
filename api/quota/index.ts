/** What quotas count, and how much of them is used: pure functions that admission and controller share. */
export { added, amountsText, exceeding, isNothing, masked, sameAmounts, subtracted, withoutZeros, type Amounts } from './amounts';
export { type Evaluator, type Request } from './evaluator';
export { evaluatorOf } from './evaluators';
export { isInScopes } from './scopes';
export { statusOf, type Holdings } from './usage';
