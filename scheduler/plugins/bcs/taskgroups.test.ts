/** What is kept up, change by change, is what would be counted anew. */
import { bcsRules, seededRandom, SteppedClock } from '../../../api';
import type { PodInfo } from '../../framework';
import { ClusterCache } from '../../snapshot';
import { info, node } from '../../testing/objects';
import { made } from '../../views';
import { promises } from './promises';
import { applicationOf, Families, Passes } from './taskgroups';

const { attributesText, marks } = bcsRules;

const applications = ['a', 'b', 'c'];
const nodes = ['n0', 'n1', 'n2', 'n3'];
const zones = ['z0', 'z1'];
const zoned = (zone: string): bcsRules.Attributes => new Map([['zone', { kind: 'text', value: zone }]]);

const owned = (application: string, uid: string) => ({ ownerReferences: [{ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', name: application, uid, controller: true }] });

function taskgroup(name: string, application: string, version: string, zone?: string): PodInfo {
  const annotations: Record<string, string> = zone === undefined ? {} : { [marks.attributesAnnotation]: attributesText(zoned(zone)) };
  return info({ name, labels: { [marks.applicationLabel]: application, [marks.versionLabel]: version }, meta: { annotations, ...owned(application, application) } });
}

function said(view: <T extends Families | Passes>(name: string, make: () => T) => T): unknown {
  const [families, passes] = [view('BcsKin', () => new Families()), view('BcsPasses', () => new Passes())];
  return applications.map((application) => {
    const found = families.of(`default/${application}`);
    return {
      count: found?.count ?? 0,
      zones: zones.map((value) => found?.tally.sharing('zone', { kind: 'text', value }) ?? 0),
      hosts: [...families.hostsOf(({ name }) => name === application)].sort(),
      passes: ['1', '2'].map((version) => [...passes.countsOf(taskgroup('x', application, version))].sort()),
    };
  });
}

test('random changes', () => {
  const random = seededRandom(7);
  const pick = <T>(all: readonly T[]): T => all[random.int(all.length)] as T;
  const cache = new ClusterCache(new SteppedClock());
  const assumed = new Map<string, PodInfo>();
  const changes: readonly (() => void)[] = [
    () => void cache.putNode(node({ name: pick(nodes), labels: { x: String(random.int(3)) } })),
    () => void (random.int(4) === 0 && cache.removeNode(pick(nodes))),
    () => {
      const name = `p${random.int(12)}`;
      if (assumed.has(name)) return;
      const pod = taskgroup(name, pick(applications), pick(['1', '2']));
      if (random.int(2)) promises.set(pod, { ports: [], attributes: zoned(pick(zones)) });
      cache.assume(pod, pick(nodes));
      assumed.set(name, pod);
    },
    () => {
      for (const [name, pod] of assumed) {
        if (random.int(2)) cache.forget(pod.uid);
        else cache.putPod(taskgroup(name, applicationOf(pod.pod)?.name ?? '', pod.pod.metadata.labels?.[marks.versionLabel] ?? '', pick([undefined, ...zones])), pick(nodes));
      }
      assumed.clear();
    },
    () => void cache.putPod(taskgroup(`p${random.int(12)}`, pick(applications), pick(['1', '2']), pick([undefined, ...zones])), pick(nodes)),
    () => void cache.removePod(`uid-p${random.int(12)}`),
    () => void cache.putPod(info({ name: `plain-${random.int(3)}` }), pick(nodes)),
  ];
  for (let i = 0; i < 2000; i++) {
    pick(changes)();
    if (random.int(3)) continue;
    const snapshot = cache.snapshot();
    expect(said((name, make) => snapshot.view(name, make))).toEqual(said((_, make) => made(make(), snapshot.nodes)));
  }
});

test('a pod is of the application that owns it, else of the one that its label names, else of none', () => {
  expect(applicationOf(taskgroup('t', 'web', '1').pod)).toEqual({ namespace: 'default', name: 'web', key: 'default/web' });
  expect(applicationOf(info({ labels: { [marks.applicationLabel]: 'alone' } }).pod)).toMatchObject({ name: 'alone' });
  expect(applicationOf(info().pod)).toBeUndefined();
});
