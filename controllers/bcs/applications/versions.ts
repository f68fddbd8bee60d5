/**
 * Versions are copies of what was intended with an application, under an id (nanoseconds). Whoever intends something by the document's API says the id
 * and saves the version; here is seen to those who use Kubernetes' API, and to what was begun and not ended.
 */
import { bcsRules, same } from '../../../api';
import { isUnseen } from './counts';
import type { Part, World } from './world';

/** Whoever has said the id is about to save the version. */
const graceMs = 1000;

/** A namesake's version may be on its way out, and in the way: it is looked whether ours has come. */
const recheckMs = 10_000;

/** Whether what it says has no id yet. A deployment's steps are no versions. */
export function needsVersion({ application, versionOf }: World): boolean {
  const { spec: { version: id, instances, definition, rolling } } = application;
  if (!id) return true;
  if (rolling || !isUnseen(application)) return false;
  const kept = versionOf(id);
  return kept !== undefined && (kept.spec.instances !== instances || !same(kept.spec.definition, definition));
}

export function keepVersion({ application, versionOf, now }: World): Part {
  const { spec: { version: id }, metadata: { deletionTimestamp } } = application;
  const version = bcsRules.versionOf(application);
  if (!id || !version || deletionTimestamp || versionOf(id)) return { actions: [] };
  const age = now - Number(BigInt(id) / 1_000_000n);
  return age >= 0 && age < graceMs ? { actions: [], next: graceMs - age } : { actions: [{ do: 'saveVersion', version }], next: recheckMs };
}
