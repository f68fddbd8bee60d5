/** What a write takes of the quotas of its namespace, or why it may not (k8s.io/apiserver pkg/admission/plugin/resourcequota CheckRequest). Pure. */
import { ApiError, quota, type core } from '../../../api';
import type { Attempt } from '../../admission';

const { added, amountsText, exceeding, isInScopes, isNothing, masked, subtracted, withoutZeros } = quota;

/** By the quota's uid. */
export type Charges = ReadonlyMap<string, quota.Amounts>;

export const uidOf = ({ metadata }: core.ResourceQuota): string => metadata.uid ?? '';

export const withUsed = (book: core.ResourceQuota, used: quota.Amounts): core.ResourceQuota => ({ ...book, status: { ...book.status, used } });

export const charged = (books: readonly core.ResourceQuota[], charges: Charges): core.ResourceQuota[] =>
  books.map((book) => withUsed(book, added(book.status.used ?? {}, charges.get(uidOf(book)) ?? {})));

export const returned = (books: readonly core.ResourceQuota[], charges: Charges): core.ResourceQuota[] =>
  books.map((book) => {
    const { used = {} } = book.status;
    return withUsed(book, subtracted(used, masked(charges.get(uidOf(book)) ?? {}, Object.keys(used))));
  });

/** `now` in milliseconds since the epoch. Throws Forbidden. */
export function assess(books: readonly core.ResourceQuota[], attempt: Attempt, evaluator: quota.Evaluator, now: number): Charges {
  const { object, old } = attempt;
  const charges = new Map<string, quota.Amounts>();
  if (!object) return charges;
  const concerned = books.filter((book) => concerns(book, evaluator, object));
  for (const book of concerned) refuseUnlessCountable(book, attempt, evaluator, object);
  if (!concerned.length) return charges;
  const usage = usageOf(attempt, evaluator, object, now);
  const growth = old ? subtracted(usage, evaluator.usage(old, now)) : usage;
  for (const book of concerned) {
    const taken = masked(withoutZeros(old && concerns(book, evaluator, old) ? growth : usage), Object.keys(book.status.hard ?? {}));
    if (isNothing(taken)) continue;
    if (attempt.subresource !== 'status') refuseUnlessFits(book, attempt, taken);
    charges.set(uidOf(book), taken);
  }
  return charges;
}

const tracked = ({ status }: core.ResourceQuota, evaluator: quota.Evaluator): string[] => evaluator.tracked(Object.keys(status.hard ?? {}));

const concerns = (book: core.ResourceQuota, evaluator: quota.Evaluator, object: NonNullable<Attempt['object']>): boolean =>
  tracked(book, evaluator).length > 0 && isInScopes(evaluator, book.spec, object);

const forbidden = ({ definition: { group, names: { plural } }, key }: Attempt, why: string): ApiError => ApiError.forbidden({ group, plural }, key.name, why);

const listed = (names: readonly string[]): string => [...names].sort().join(',');

/** The object says what it has to, and the controller has counted what was there before. */
function refuseUnlessCountable(book: core.ResourceQuota, attempt: Attempt, evaluator: quota.Evaluator, object: NonNullable<Attempt['object']>): void {
  const { metadata: { name = '' }, status: { used = {} } } = book;
  const names = tracked(book, evaluator);
  const lack = evaluator.lacks?.(names, object);
  if (lack) throw forbidden(attempt, `failed quota: ${name}: ${lack}`);
  if (names.some((resource) => used[resource] === undefined)) throw forbidden(attempt, `status unknown for quota: ${name}, resources: ${listed(names)}`);
}

function usageOf(attempt: Attempt, evaluator: quota.Evaluator, object: NonNullable<Attempt['object']>, now: number): quota.Amounts {
  const usage = evaluator.usage(object, now);
  const negative = Object.keys(usage).filter((name) => usage[name]?.startsWith('-'));
  if (negative.length) throw forbidden(attempt, `quota usage is negative for resource(s): ${listed(negative)}`);
  return usage;
}

function refuseUnlessFits({ metadata: { name = '' }, status: { hard = {}, used = {} } }: core.ResourceQuota, attempt: Attempt, taken: quota.Amounts): void {
  const over = exceeding(masked(added(used, taken), Object.keys(taken)), hard);
  if (!over.length) return;
  const text = (amounts: quota.Amounts): string => amountsText(masked(amounts, over));
  throw forbidden(attempt, `exceeded quota: ${name}, requested: ${text(taken)}, used: ${text(used)}, limited: ${text(hard)}`);
}
