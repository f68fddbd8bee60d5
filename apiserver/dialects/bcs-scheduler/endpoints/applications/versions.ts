/** An application's versions, found by its name. */
import { bcsRules, kinds, parseFieldSelector, type bcs } from '../../../../../api';
import type { Service } from '../../call';

const byAge = (one: bcs.BcsVersion, other: bcs.BcsVersion): number => (BigInt(one.spec.id) < BigInt(other.spec.id) ? -1 : 1);

/** The oldest first; the one that it is of just now is always among them. */
export async function versionsOf({ registry }: Pick<Service, 'registry'>, application: bcs.BcsApplication): Promise<bcs.BcsVersion[]> {
  const { namespace } = application.metadata;
  const name = bcsRules.bcsNameOf(application).name.replace(/[\\,=]/g, '\\$&');
  const fields = parseFieldSelector(`spec.name=${name}`);
  const { items } = await registry.of(kinds.bcsversions).list({ namespace, fields });
  const current = bcsRules.versionOf(application);
  const isKept = !current || items.some(({ spec: { id } }) => id === current.spec.id);
  return [...items, ...(isKept ? [] : [current])].sort(byAge);
}
