/** What fits beside what: with everything on the same hosts counted together, or flavour by flavour as the demo has it (specification, 7.3). */
import type { Candidate } from './candidate';
import type { Option, Room } from './fit';
import type { Amount } from './world';

interface Draft {
  vcpu: number;
  mem: number;
}

const nothing = (): Draft => ({ vcpu: 0, mem: 0 });

/** Needs are added up within each bound of the site's hosts. What the resources still to come need at least is known, so few tries are in vain. */
export class TogetherTrial implements Room {
  private readonly needs: readonly Draft[];
  /** By resource: what it and those behind it need at least, within each bound. */
  private readonly least: readonly (readonly Amount[])[];

  constructor(private readonly candidate: Candidate, options: readonly (readonly Option[])[]) {
    this.needs = candidate.free.map(nothing);
    this.least = leastFrom(candidate, options);
  }

  take(resource: number, option: Option): boolean {
    this.add(option, 1);
    if (this.fits(this.least[resource + 1] as readonly Amount[])) return true;
    this.add(option, -1);
    return false;
  }

  drop(_resource: number, option: Option): void {
    this.add(option, -1);
  }

  cost(): number {
    return this.needs.length;
  }

  copies(): number {
    return this.needs.reduce((copies, need, i) => {
      const free = this.candidate.free[i] as Amount;
      return Math.min(copies, need.vcpu > 0 ? Math.trunc(free.vcpu / need.vcpu) : Infinity, need.mem > 0 ? Math.trunc(free.mem / need.mem) : Infinity);
    }, Infinity);
  }

  private fits(rest: readonly Amount[]): boolean {
    return this.needs.every((need, i) => {
      const free = this.candidate.free[i] as Amount;
      const { vcpu, mem } = rest[i] as Amount;
      return (need.vcpu + vcpu === 0 || need.vcpu + vcpu <= free.vcpu) && (need.mem + mem === 0 || need.mem + mem <= free.mem);
    });
  }

  private add({ flavor, count }: Option, sign: 1 | -1): void {
    if (!flavor) return;
    for (const i of this.candidate.boundsOf(flavor.resourceType) ?? []) {
      const need = this.needs[i] as Draft;
      need.vcpu += sign * flavor.vcpus * count;
      need.mem += sign * flavor.ram * count;
    }
  }
}

function leastFrom(candidate: Candidate, options: readonly (readonly Option[])[]): readonly (readonly Amount[])[] {
  const least: Amount[][] = [candidate.free.map(nothing)];
  for (const ofResource of [...options].reverse()) {
    const own = candidate.free.map((_, i) => leastOf(candidate, ofResource, i));
    least.push((least.at(-1) as Amount[]).map(({ vcpu, mem }, i) => ({ vcpu: vcpu + (own[i] as Amount).vcpu, mem: mem + (own[i] as Amount).mem })));
  }
  return least.reverse();
}

function leastOf(candidate: Candidate, options: readonly Option[], bound: number): Amount {
  let [vcpu, mem] = [Infinity, Infinity];
  for (const { flavor, count } of options) {
    const bears = flavor && candidate.boundsOf(flavor.resourceType)?.includes(bound);
    vcpu = Math.min(vcpu, bears ? flavor.vcpus * count : 0);
    mem = Math.min(mem, bears ? flavor.ram * count : 0);
  }
  return { vcpu, mem };
}

/** Each flavour is needed as often as the last resource says that has it, and no other is looked at. Decided when all are chosen. */
export class ApartTrial implements Room {
  private readonly chosen: Option[] = [];

  constructor(private readonly candidate: Candidate, private readonly resources: number) {}

  take(_resource: number, option: Option): boolean {
    this.chosen.push(option);
    if (this.chosen.length < this.resources || this.copies() >= 1) return true;
    this.chosen.pop();
    return false;
  }

  drop(): void {
    this.chosen.pop();
  }

  cost(resource: number): number {
    return resource === this.resources - 1 ? this.resources : 1;
  }

  copies(): number {
    const counts = new Map<string, number>();
    for (const { flavor, count } of this.chosen) if (flavor) counts.set(flavor.id, count);
    return [...counts].reduce((copies, [id, count]) => Math.min(copies, Math.trunc(this.candidate.allocatable(id) / count)), Infinity);
  }
}
