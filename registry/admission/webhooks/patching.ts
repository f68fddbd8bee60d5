/** What a mutating webhook wants changed, done to the object (k8s.io/apiserver …/webhook/mutating callAttrMutatingHook). */
import { ApiError, applyJsonPatch, type StrategyContext } from '../../../api';
import type { Attempt } from '../../admission';
import { replaceObject } from '../replacing';
import { shown } from './asking';
import { CallFailure } from './failure';
import type { Verdict } from './review';
import type { Candidate } from './table';

export type Operation = Readonly<Record<string, unknown>>;

/** Throws CallFailure for what is no patch. */
export function operationsIn({ patch }: Verdict, { hook: { name } }: Candidate): readonly Operation[] {
  if (patch === undefined) return [];
  try {
    const operations = JSON.parse(patch) as unknown;
    if (Array.isArray(operations)) return operations as Operation[];
    throw new SyntaxError(`json: cannot unmarshal ${typeof operations} into Go value of type jsonpatch.Patch`);
  } catch (error) {
    throw error instanceof SyntaxError ? new CallFailure(name, `received undecodable patch in webhook response: ${error.message}`) : error;
  }
}

/** Changes `attempt.object`; answers whether it is another now. Throws ApiError for what does not apply, or leads to no object of the kind. */
export function patchObject(attempt: Attempt, { hook: { name }, sight }: Candidate, operations: readonly Operation[], context: StrategyContext): boolean {
  const { object } = attempt;
  if (!object) throw ApiError.internal(`admission webhook ${JSON.stringify(name)} attempted to modify the object, which is not supported for this operation`);
  const seen = shown(attempt, sight).object;
  const patched = applied(JSON.parse(JSON.stringify(seen)), operations);
  return replaceObject({ ...attempt, object }, sight, patched, { ...context, who: `admission webhook ${JSON.stringify(name)}` });
}

function applied(document: unknown, operations: readonly Operation[]): unknown {
  try {
    return applyJsonPatch(document, operations);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw ApiError.internal(error.code === 422 ? faultIn(document, operations) : error.message);
  }
}

/** In the words of github.com/evanphx/json-patch v4, which says which operation did not apply. */
function faultIn(document: unknown, operations: readonly Operation[]): string {
  let state = document;
  for (const operation of operations) {
    try {
      state = applyJsonPatch(state, [operation]);
    } catch {
      const { op, path } = operation;
      return op === 'test' ? `testing value ${String(path)} failed: test failed` : `${String(op)} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`;
    }
  }
  return 'patch does not apply';
}
