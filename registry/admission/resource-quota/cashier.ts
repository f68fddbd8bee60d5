/**
 * Takes from the quotas what writes need, and puts back what they did not use. All that a namespace asks for at one time costs one
 * write of each quota (k8s.io/apiserver pkg/admission/plugin/resourcequota/controller.go checkQuotas).
 */
import { ApiError, quota, type Clock, type core } from '../../../api';
import type { Attempt } from '../../admission';
import { assess, charged, returned, uidOf, type Charges } from './assess';
import { Batches } from './batches';
import type { Ledger } from './ledger';

/** How often a batch starts over because others have written the same quotas. Each time somebody got on. */
const maxRounds = 16;

/** One who asks, or brings back. */
interface Customer {
  /** Absent: brings back `taken`. */
  readonly wants?: { readonly attempt: Attempt; readonly evaluator: quota.Evaluator };
  /** What it has taken so far, or what it still has to bring back. */
  taken: Charges;
  readonly done: (taken: Charges) => void;
  readonly refused: (why: unknown) => void;
}

/** One who can be served, and what it takes of the quotas at hand. */
interface Served { readonly customer: Customer; readonly charges: Charges }

interface Plan {
  readonly books: readonly core.ResourceQuota[];
  readonly served: readonly Served[];
  readonly refused: readonly { readonly customer: Customer; readonly why: unknown }[];
}

export class Cashier {
  private readonly batches = new Batches<Customer>((namespace, customers) => this.serve(namespace, customers));

  constructor(private readonly ledger: Ledger, private readonly clock: Clock) {}

  /** Rejects with Forbidden when a quota does not allow it. A dry run takes nothing. */
  take(namespace: string, attempt: Attempt, evaluator: quota.Evaluator): Promise<Charges> {
    return this.queue(namespace, new Map(), { attempt, evaluator });
  }

  async giveBack(namespace: string, taken: Charges): Promise<void> {
    if (taken.size) await this.queue(namespace, taken);
  }

  private queue(namespace: string, taken: Charges, wants?: Customer['wants']): Promise<Charges> {
    return new Promise((done, refused) => this.batches.add(namespace, { wants, taken, done, refused }));
  }

  private async serve(namespace: string, customers: readonly Customer[]): Promise<void> {
    try {
      await this.serveAll(namespace, customers);
    } catch (error) {
      for (const customer of customers) customer.refused(error);
    }
  }

  private async serveAll(namespace: string, customers: readonly Customer[]): Promise<void> {
    let books = await this.ledger.known(namespace);
    let plan = this.plan(books, customers);
    // A refusal counts only when it was seen with the stored state.
    if (plan.refused.length) {
      books = await this.ledger.stored(namespace);
      plan = this.plan(books, customers);
    }
    for (let round = 1; ; round++) {
      for (const { customer, why } of plan.refused) this.refuse(namespace, customer, why);
      const lost = await this.write(books, plan.books);
      const unfinished = plan.served.filter((each) => !settle(each, lost));
      if (!unfinished.length) return;
      const customersLeft = unfinished.map(({ customer }) => customer);
      if (round === maxRounds) {
        for (const customer of customersLeft) this.refuse(namespace, customer, ApiError.conflict({ group: '', plural: 'resourcequotas' }, [...lost.values()].join(',')));
        return;
      }
      // The other quotas have been written: only those that were lost are looked at again.
      books = (await this.ledger.stored(namespace)).filter((book) => lost.has(uidOf(book)));
      plan = this.plan(books, customersLeft);
    }
  }

  /** Everybody in turn: who is refused leaves what there is to those behind. */
  private plan(start: readonly core.ResourceQuota[], customers: readonly Customer[]): Plan {
    let books = start;
    const served: Served[] = [];
    const refused: { customer: Customer; why: unknown }[] = [];
    for (const customer of customers) {
      const { wants, taken } = customer;
      try {
        const charges = wants ? assess(books, wants.attempt, wants.evaluator, this.clock.now()) : taken;
        served.push({ customer, charges });
        if (!wants) books = returned(books, charges);
        else if (!wants.attempt.dryRun) books = charged(books, charges);
      } catch (why) {
        refused.push({ customer, why });
      }
    }
    return { books, served, refused };
  }

  /** The quotas that somebody else has written meanwhile: uid and name. */
  private async write(before: readonly core.ResourceQuota[], after: readonly core.ResourceQuota[]): Promise<Map<string, string>> {
    const changed = after.filter((book, i) => !quota.sameAmounts(book.status.used, before[i]?.status.used));
    const written = await Promise.all(changed.map((book) => this.ledger.write(book)));
    return new Map(changed.filter((_, i) => !written[i]).map((book) => [uidOf(book), book.metadata.name ?? '']));
  }

  private refuse(namespace: string, customer: Customer, why: unknown): void {
    // What it has taken of other quotas goes back with the next batch; nobody waits for that.
    if (customer.wants && customer.taken.size) this.batches.add(namespace, { taken: customer.taken, done: () => undefined, refused: () => undefined });
    customer.refused(why);
  }
}

/** Whether that was all; else what was lost is still to be taken, or brought back. */
function settle({ customer, charges }: Served, lost: ReadonlyMap<string, string>): boolean {
  const [open, closed] = [true, false].map((isLost) => [...charges].filter(([uid]) => lost.has(uid) === isLost));
  if (!customer.wants) customer.taken = new Map(open);
  else if (!customer.wants.attempt.dryRun) customer.taken = new Map([...customer.taken, ...(closed ?? [])]);
  if (open?.length && !customer.wants?.attempt.dryRun) return false;
  customer.done(customer.taken);
  return true;
}
