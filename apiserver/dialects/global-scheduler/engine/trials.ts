/** What fits beside what: with everything on the same hosts counted together, or flavour by flavour as the demo has it (specification, 7.3). */
import type { Candidate } from './candidate';
import type { Option, Room } from './fit';
import type { Amount } from './world';

/**
 * Needs are added up within each bound of the site's hosts, vCPUs and memory apart. What the resources still to come need at least is known,
 * so few tries are in vain.
 */
export class TogetherTrial implements Room {
  private readonly free: readonly Amount[];
  private readonly vcpu: number[];
  private readonly mem: number[];
  private readonly least: Least;

  constructor(private readonly candidate: Candidate, options: readonly (readonly Option[])[]) {
    this.free = candidate.free;
    this.vcpu = zeros(this.free.length);
    this.mem = zeros(this.free.length);
    this.least = new Least(candidate, options);
  }

  take(resource: number, option: Option): boolean {
    this.add(option, 1);
    if (this.fits(resource)) return true;
    this.add(option, -1);
    return false;
  }

  drop(_resource: number, option: Option): void {
    this.add(option, -1);
  }

  cost(): number {
    return this.free.length;
  }

  copies(): number {
    return this.free.reduce((copies, free, i) => Math.min(copies, timesIn(free.vcpu, this.vcpu[i] as number), timesIn(free.mem, this.mem[i] as number)), Infinity);
  }

  /** A bound that nothing is needed of may be broken already. */
  private fits(resource: number): boolean {
    return this.free.every((free, i) => {
      const vcpu = (this.vcpu[i] as number) + this.least.vcpuBehind(resource, i);
      const mem = (this.mem[i] as number) + this.least.memBehind(resource, i);
      return (vcpu === 0 || vcpu <= free.vcpu) && (mem === 0 || mem <= free.mem);
    });
  }

  private add({ flavor, count }: Option, sign: 1 | -1): void {
    if (!flavor) return;
    for (const i of this.candidate.boundsOf(flavor.resourceType) ?? []) {
      this.vcpu[i] = (this.vcpu[i] as number) + sign * flavor.vcpus * count;
      this.mem[i] = (this.mem[i] as number) + sign * flavor.ram * count;
    }
  }
}

/** Plain: typed arrays of two or three numbers cost more than they save. */
const zeros = (length: number): number[] => new Array<number>(length).fill(0);

const timesIn = (free: number, need: number): number => (need > 0 ? Math.trunc(free / need) : Infinity);

/** What the resources behind one need at least, within each bound: the sums of their least options. */
class Least {
  private readonly bounds: number;
  private readonly vcpu: number[];
  private readonly mem: number[];

  constructor(private readonly candidate: Candidate, options: readonly (readonly Option[])[]) {
    this.bounds = candidate.free.length;
    this.vcpu = zeros(this.bounds * options.length);
    this.mem = zeros(this.bounds * options.length);
    for (let resource = options.length - 2; resource >= 0; resource--) this.addUp(resource, options[resource + 1] as readonly Option[]);
  }

  vcpuBehind(resource: number, bound: number): number {
    return this.vcpu[resource * this.bounds + bound] as number;
  }

  memBehind(resource: number, bound: number): number {
    return this.mem[resource * this.bounds + bound] as number;
  }

  private addUp(resource: number, next: readonly Option[]): void {
    for (let bound = 0; bound < this.bounds; bound++) {
      let [vcpu, mem] = [Infinity, Infinity];
      for (const { flavor, count } of next) {
        const bears = flavor && this.candidate.boundsOf(flavor.resourceType)?.includes(bound);
        vcpu = Math.min(vcpu, bears ? flavor.vcpus * count : 0);
        mem = Math.min(mem, bears ? flavor.ram * count : 0);
      }
      this.vcpu[resource * this.bounds + bound] = this.vcpuBehind(resource + 1, bound) + vcpu;
      this.mem[resource * this.bounds + bound] = this.memBehind(resource + 1, bound) + mem;
    }
  }
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
