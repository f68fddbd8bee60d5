/** What must hold where pods compete for nodes: nothing is given away twice, nobody waits who could be placed, and only the less important give way. */
import { seededRandom, SteppedClock } from '../api';
import { schedulingCycle, type Rejected } from './cycle';
import { Placer } from './placing';
import { buildFramework, defaultProfile } from './profile';
import type { HostPort } from './pod-info';
import { ClusterCache } from './snapshot';
import { contender, fitsBeside, ground, sum, within, type Contender, type Ground } from './testing/crowds';
import { ingredients } from './testing/ingredients';
import { keepsAway, labelsOf } from './testing/naive-rules';

interface Placed extends Contender { readonly on: Ground }

const wildcard = '0.0.0.0';
const samePort = (a: HostPort, b: HostPort): boolean => `${a.port}/${a.protocol}` === `${b.port}/${b.protocol}` && new Set([a.ip, b.ip, wildcard]).size < 3;
const taken = (a: Contender, b: Contender): boolean => a.ports.some((port) => b.ports.some((other) => samePort(port, other)));
const suits = ({ info: { pod, tolerations } }: Contender, { node }: Ground): boolean =>
  Object.entries(pod.spec?.nodeSelector ?? {}).every(([key, value]) => labelsOf(node)[key] === value) && (!node.spec?.taints?.length || tolerations.length > 0);

/** The rules, as anybody would write them down. */
function fits(one: Contender, on: Ground, others: readonly Placed[]): boolean {
  const there = others.filter((other) => other.on === on);
  const both = (other: Placed) => [{ info: one.info, on: on.node }, { info: other.info, on: other.on.node }] as const;
  return suits(one, on) && there.length < on.pods && fitsBeside(one.needs, sum(there.map(({ needs }) => needs)), on.has)
    && !there.some((other) => taken(one, other))
    && !others.some((other) => keepsAway(...both(other)) || keepsAway(...[...both(other)].reverse() as unknown as Parameters<typeof keepsAway>));
}

class Crowd {
  readonly log: string[] = [];
  evictions = 0;
  private placed: Placed[] = [];
  private readonly random;
  private readonly grounds: readonly Ground[];
  private readonly cache = new ClusterCache(new SteppedClock());
  private readonly framework;
  private readonly placer: Placer;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.framework = buildFramework(defaultProfile, ingredients({ random: this.random }));
    this.placer = new Placer(this.framework, this.random);
    this.grounds = Array.from({ length: 8 }, (_, i) => ground(this.random, i));
    for (const { node } of this.grounds) this.cache.putNode(node);
  }

  step(i: number): void {
    if (this.random.int(4) === 0) this.remove(this.placed[this.random.int(this.placed.length)]);
    this.place(contender(this.random, i));
    this.nothingTwice();
  }

  private place(one: Contender): void {
    const result = schedulingCycle(one.info, this.framework, this.placer, this.cache);
    if (result.outcome === 'assumed') this.take(one, result.node);
    else if (result.nomination?.evict) this.makeRoom(one, result);
    else this.nobodyCouldHelp(one);
  }

  private take(one: Contender, node: string): void {
    const on = this.on(node);
    expect(fits(one, on, this.placed)).toBe(true);
    this.placer.nominations.delete(one.info.uid);
    this.placed.push({ ...one, on });
    this.log.push(`${one.info.key.name} -> ${node}`);
  }

  private makeRoom(one: Contender, { nomination }: Rejected): void {
    const on = this.on(nomination?.nominate ?? '');
    const victims = nomination?.evict?.map(({ uid }) => this.placed.find(({ info }) => info.uid === uid) as Placed) ?? [];
    const others = this.placed.filter((other) => !victims.includes(other));
    expect(this.grounds.some((any) => fits(one, any, this.placed))).toBe(false);
    expect(one.info.pod.spec?.preemptionPolicy).not.toBe('Never');
    for (const victim of victims) {
      expect(victim.on).toBe(on);
      expect(victim.info.priority).toBeLessThan(one.info.priority);
      // Nobody leaves who could stay.
      expect(fits(one, on, [...others, victim])).toBe(false);
    }
    for (const victim of victims) this.remove(victim);
    this.evictions += victims.length;
    this.log.push(`${victims.map(({ info }) => info.key.name).join()} gave way`);
    this.placer.nominations.put(one.info, on.node.metadata.name ?? '');
    const again = schedulingCycle(one.info, this.framework, this.placer, this.cache);
    expect(again).toMatchObject({ outcome: 'assumed', node: on.node.metadata.name });
    this.take(one, on.node.metadata.name ?? '');
  }

  /** It fits nowhere, and would not if the less important were gone. */
  private nobodyCouldHelp(one: Contender): void {
    const mayPreempt = one.info.pod.spec?.preemptionPolicy !== 'Never';
    for (const on of this.grounds) {
      const others = this.placed.filter((other) => !(mayPreempt && other.on === on && other.info.priority < one.info.priority));
      expect(fits(one, on, others)).toBe(false);
    }
    this.log.push(`${one.info.key.name} waits`);
  }

  private nothingTwice(): void {
    for (const on of this.grounds) {
      const there = this.placed.filter((other) => other.on === on);
      expect(within(sum(there.map(({ needs }) => needs)), on.has)).toBe(true);
      expect(there.length).toBeLessThanOrEqual(on.pods);
      expect(there.some((a, i) => there.slice(i + 1).some((b) => taken(a, b)))).toBe(false);
    }
  }

  private remove(gone: Placed | undefined): void {
    if (!gone) return;
    this.placed = this.placed.filter((other) => other !== gone);
    this.cache.removePod(gone.info.uid);
  }

  private on(name: string): Ground {
    const found = this.grounds.find(({ node }) => node.metadata.name === name);
    if (!found) throw new Error(`no node ${name}`);
    return found;
  }
}

function crowd(seed: number, pods: number): Crowd {
  const one = new Crowd(seed);
  for (let i = 0; i < pods; i++) one.step(i);
  return one;
}

test.each([1, 2, 3, 4, 5])('nothing is given away twice, nobody waits in vain, the less important give way (%d)', (seed) => {
  const { log, evictions } = crowd(seed, 120);
  expect(log.filter((line) => line.includes('->')).length).toBeGreaterThan(40);
  expect(log.some((line) => line.includes('waits'))).toBe(true);
  expect(evictions).toBeGreaterThan(0);
});

test('the same seed places the same, another one otherwise', () => {
  const [once, again, other] = [11, 11, 12].map((seed) => crowd(seed, 60).log);
  expect(again).toEqual(once);
  expect(other).not.toEqual(once);
});
