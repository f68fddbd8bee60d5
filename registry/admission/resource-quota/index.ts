/**
 * ResourceQuota: nothing is created or grown beyond what the quotas of its namespace allow (k8s.io/apiserver
 * pkg/admission/plugin/resourcequota). What is used stands in a quota's status and is taken by compare-and-swap before the object
 * is stored; a write that then fails gives it back. The controller counts anew what deletes leave.
 *
 * Whoever else writes the status of a quota, if only as a dry run, waits until what has been taken here is stored or given back. So the
 * controller counts right, however much is created meanwhile: read the quota, dry run, count, write what was read.
 */
import { kinds, quota } from '../../../api';
import type { Admission, Attempt } from '../../admission';
import type { PluginContext } from '../plugin-context';
import type { Charges } from './assess';
import { Cashier } from './cashier';
import { InFlight } from './in-flight';
import { bookkeeper, Ledger } from './ledger';

interface Held {
  readonly charges: Charges;
  readonly land: () => void;
}

const isQuota = ({ definition }: Attempt): boolean => definition.group === '' && definition.kind === 'ResourceQuota';

const isCount = (attempt: Attempt): boolean => attempt.subresource === 'status' && isQuota(attempt) && attempt.user !== bookkeeper;

export function resourceQuota({ registry, clock }: Pick<PluginContext, 'registry' | 'clock'>): Admission {
  const ledger = new Ledger(() => registry.store(kinds.resourcequotas));
  const cashier = new Cashier(ledger, clock);
  const flights = new InFlight();
  const held = new WeakMap<Attempt, Held>();

  async function take(namespace: string, attempt: Attempt, evaluator: quota.Evaluator): Promise<void> {
    if (!(await ledger.mayHaveQuotas(namespace))) return;
    const land = flights.start(namespace);
    try {
      held.set(attempt, { charges: await cashier.take(namespace, attempt, evaluator), land });
    } catch (error) {
      land();
      throw error;
    }
  }

  async function giveBack(namespace: string, { charges, land }: Held): Promise<void> {
    try {
      await cashier.giveBack(namespace, charges);
    } finally {
      land();
    }
  }

  return {
    name: 'ResourceQuota',
    validate(attempt) {
      const { definition: { group, names: { plural } }, key: { namespace } } = attempt;
      if (namespace === undefined) return;
      if (isCount(attempt)) return flights.landed(namespace);
      const evaluator = quota.evaluatorOf({ group, plural });
      if (evaluator?.handles(attempt)) return take(namespace, attempt, evaluator);
    },
    settled(attempt, settlement) {
      if (isQuota(attempt) && settlement !== 'failed') ledger.noteWrite(attempt.key.namespace ?? '');
      const taken = held.get(attempt);
      if (!taken) return;
      held.delete(attempt);
      if (settlement === 'failed') return giveBack(attempt.key.namespace ?? '', taken);
      taken.land();
    },
  };
}
