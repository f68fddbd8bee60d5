import { bcsRules, omit, seededRandom, type bcs, type Random } from '../../../api';
import { plan } from './plan';
import { deploymentOf, foreign, Machine, sent, start, type Cut, type RollingUpdate } from './testing/machine';

const { timing } = bcsRules;
const secondsOf = (ms: number): number => Math.trunc(ms / 1000);
const coming = `web-v${secondsOf(start)}`;

function running(instances: number, cut?: Cut): Machine {
  const machine = new Machine(deploymentOf(sent(instances)), cut);
  machine.settle();
  machine.log.length = 0;
  return machine;
}

function updated(instances: number, to: number, rolling: RollingUpdate, cut?: Cut): Machine {
  const machine = running(instances, cut);
  machine.update(sent(to, 'web:2', rolling));
  return machine;
}

const countsOf = ({ applications }: Machine): Record<string, number> => Object.fromEntries([...applications].map(([name, { status }]) => [name, status?.instances ?? 0]));

describe('creation', () => {
  test('without a match it makes an application of its own name, and runs at once', () => {
    const machine = new Machine(deploymentOf(sent(2)));
    machine.room = 0;
    machine.settle();
    expect(machine.log).toEqual(['web 2', 'Running']);
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: 'web' }, observedGeneration: 2 });
    expect(machine.applications.get('web')).toMatchObject({ metadata: { name: 'web', ownerReferences: [{ kind: 'BcsDeployment', uid: 'deployment-uid' }] }, spec: { name: 'web', instances: 2, derived: true, cluster: '10001' } });
  });

  test('without a template it binds what it matches, and leaves it as it is', () => {
    const { spec, ...rest } = sent(2, 'web:1', {}, { app: 'old' }) as { spec: Record<string, unknown> };
    const machine = new Machine(deploymentOf({ ...rest, spec: omit(spec, 'template') }));
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'Deploying', message: 'version empty or namespace error' });
    machine.add(foreign('old', { app: 'old' }));
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: 'old' } });
    expect(machine.applications.get('old')?.spec).toEqual(foreign('old', { app: 'old' }).spec);
  });

  test('with a template it takes the place of what it matches, which goes', () => {
    const machine = new Machine(deploymentOf(sent(2, 'web:1', {}, { app: 'old' })));
    machine.add(foreign('old', { app: 'old' }));
    machine.settle();
    expect([...machine.applications.keys()]).toEqual(['web']);
    expect(machine.status.status).toBe('Running');
    expect(machine.deployment.spec.replaces).toBeUndefined();
  });

  test('one that has its name already is taken the place of under another', () => {
    const machine = new Machine(deploymentOf(sent(2, 'web:1', {}, { app: 'old' })));
    machine.add(foreign('web', { app: 'old' }));
    machine.settle();
    expect([...machine.applications.keys()]).toEqual([coming]);
    expect(machine.status.application?.name).toBe(coming);
  });

  test.each([
    ['two that match', [foreign('a', { app: 'old' }), foreign('b', { app: 'old' })], 'too many application exist matching deployment'],
    ['somebody else\'s of its name', [foreign('web', {})], 'application duplicated when create application for deployment'],
  ])('%s: it waits and says why', (_what, there, message) => {
    const machine = new Machine(deploymentOf(sent(2, 'web:1', {}, { app: 'old' })));
    there.forEach((each) => machine.add(each));
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'Deploying', message });
    expect(machine.applications.size).toBe(there.length);
    machine.applications.clear();
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: 'web' } });
  });

  test('what the document\'s API has decided is carried out, whatever is there by now', () => {
    const machine = new Machine(deploymentOf(sent(2, 'web:1', {}, { app: 'old' }), { application: 'web', replaces: 'a' }));
    machine.add(foreign('a', { app: 'old' }));
    machine.add(foreign('b', { app: 'old' }));
    machine.settle();
    expect([...machine.applications.keys()].sort()).toEqual(['b', 'web']);
  });

  test('an application that somebody takes away is not made again', () => {
    const machine = running(2);
    machine.applications.clear();
    machine.settle();
    expect(machine.applications.size).toBe(0);
    expect(machine.status.status).toBe('Running');
  });
});

describe('an update', () => {
  test('creates first: the total is one more, then as before, step by step', () => {
    const machine = updated(3, 3, { rollingOrder: 'CreateFirst', maxSurge: 1, maxUnavilable: 1 });
    machine.pass(10);
    const steps = [1, 2, 3].flatMap((n) => ['Update START', `${coming} ${n}`, 'Update DELETE', `web ${3 - n}`, 'Update']);
    expect(machine.log).toEqual(['Update', ...steps, 'Running', 'web gone', 'Running']);
    expect(machine.status).toEqual({ status: 'Running', application: { name: coming }, observedGeneration: machine.deployment.metadata.generation });
    expect(machine.deployment.spec).toMatchObject({ application: coming, definition: sent(3, 'web:2', { rollingOrder: 'CreateFirst', maxSurge: 1, maxUnavilable: 1 }) });
    expect(machine.deployment.spec.rollout ?? machine.deployment.spec.definitionBackup ?? machine.deployment.spec.replaces).toBeUndefined();
    expect(machine.applications.get(coming)?.spec).toMatchObject({ instances: 3, rolling: undefined });
  });

  test('deletes first', () => {
    const machine = updated(2, 2, { rollingOrder: 'DeleteFirst' });
    machine.pass(10);
    const counts = machine.log.filter((told) => /\d$/.test(told));
    expect(counts).toEqual(['web 1', `${coming} 1`, 'web 0', `${coming} 2`]);
    expect(countsOf(machine)).toEqual({ [coming]: 2 });
  });

  test('sizes are of steps, not bounds: the side that is slower goes on alone', () => {
    const machine = updated(4, 3, { rollingOrder: 'CreateFirst', maxSurge: 3, maxUnavilable: 1 });
    machine.pass(10);
    expect(machine.log.filter((told) => /\d$/.test(told))).toEqual([`${coming} 3`, 'web 3', 'web 2', 'web 1', 'web 0']);
  });

  test('counts of a step are told while it is going on', () => {
    const machine = updated(3, 5, { rollingOrder: 'CreateFirst', maxSurge: 2, maxUnavilable: 1 });
    machine.room = 0;
    machine.settle();
    expect(machine.status).toMatchObject({
      status: 'Update', isInRolling: true, currRollingOperation: 'START', lastRollingTime: start, checkTime: start,
      application: { name: 'web', currTargetInstances: 2, currentRollingInstances: 1 }, applicationExt: { name: coming, currTargetInstances: 2, currentRollingInstances: 2 },
    });
    expect(machine.applications.get('web')?.spec).toMatchObject({ instances: 3, rolling: 'Down', defined: 3 });
    expect(machine.applications.get(coming)?.spec).toMatchObject({ instances: 2, rolling: 'Up', defined: 5 });
  });

  test('the next step waits for more than the pause, the first one does not', () => {
    const machine = updated(2, 2, { rollingOrder: 'CreateFirst', upgradeDuration: 60 });
    machine.settle();
    expect(countsOf(machine)).toEqual({ web: 1, [coming]: 1 });
    machine.pass(60_000);
    expect(countsOf(machine)).toEqual({ web: 1, [coming]: 1 });
    machine.pass(1);
    expect(countsOf(machine)).toEqual({ [coming]: 2 });
  });

  test('taskgroups that are not well hold the step', () => {
    const machine = updated(2, 2, { rollingOrder: 'CreateFirst' });
    machine.room = 0;
    machine.settle();
    const ext = machine.applications.get(coming)!;
    machine.add({ ...ext, status: { ...ext.status, instances: 1, runningInstances: 1, readyInstances: 0 } });
    const { actions, status } = plan(machine.world);
    expect({ actions, status }).toEqual({ actions: [] });
    expect(machine.status.currRollingOperation).toBe('START');
  });

  test.each([
    ['START', 'CreateFirst', timing.lives.rollingCreate, 'create taskgroup timeout, rollingupdate suspend'],
    ['DELETE', 'DeleteFirst', timing.lives.rollingDelete, 'delete taskgroup timeout, rollingupdate suspend'],
  ])('a %s that takes too long suspends it; a resume begins the next step from what there is', (operation, rollingOrder, life, message) => {
    const machine = updated(2, 2, { rollingOrder });
    machine.room = 0;
    machine.stops = false;
    machine.pass(life + timing.rollingTolerance);
    expect(machine.status).toMatchObject({ status: 'Update', currRollingOperation: operation });
    machine.pass(1);
    expect(machine.status).toMatchObject({ status: 'UpdateSuspend', currRollingOperation: '', isInRolling: false, message });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('UpdateSuspend');
    machine.room = Infinity;
    machine.stops = true;
    machine.pass(3_600_000);
    expect(machine.status.status).toBe('UpdateSuspend');
    machine.resume();
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('Update');
    machine.pass(10);
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: coming } });
  });

  test('paused: the step that is going on ends, none begins until it is resumed', () => {
    const machine = updated(3, 3, { rollingOrder: 'CreateFirst' });
    machine.room = 0;
    machine.settle();
    machine.intend({ rollout: { ...machine.deployment.spec.rollout!, paused: true } });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('UpdatePaused');
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'UpdatePaused', currRollingOperation: 'START' });
    machine.room = Infinity;
    machine.pass(1000);
    expect(machine.status).toMatchObject({ status: 'UpdatePaused', currRollingOperation: '', isInRolling: false });
    expect(countsOf(machine)).toEqual({ web: 2, [coming]: 1 });
    machine.resume();
    machine.pass(10);
    expect(countsOf(machine)).toEqual({ [coming]: 3 });
  });

  test('whoever unpauses it with Kubernetes\' API resumes it', () => {
    const machine = updated(2, 2, { rollingOrder: 'CreateFirst' });
    machine.intend({ rollout: { ...machine.deployment.spec.rollout!, paused: true } });
    machine.pass(10);
    expect(countsOf(machine)).toEqual({ web: 2, [coming]: 0 });
    machine.intend({ rollout: omit(machine.deployment.spec.rollout!, 'paused') });
    machine.pass(10);
    expect(countsOf(machine)).toEqual({ [coming]: 2 });
  });

  test('by hand: every step waits for a resume', () => {
    const machine = updated(2, 2, { rollingOrder: 'CreateFirst', rollingManually: true });
    machine.pass(1000);
    expect(machine.status).toMatchObject({ status: 'UpdatePaused', message: 'rollingupdate paused' });
    expect(countsOf(machine)).toEqual({ web: 1, [coming]: 1 });
    machine.resume();
    machine.pass(1000);
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: coming } });
  });

  test('the definition alone was changed: an update begins when the application can take part', () => {
    const machine = running(2);
    const web = machine.applications.get('web')!;
    machine.add({ ...web, status: { ...web.status, status: 'Deploying' } });
    machine.intend({ definition: sent(3, 'web:2'), definitionBackup: sent(2) });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('Update');
    machine.turn();
    expect(machine.status).toMatchObject({ status: 'Running', message: 'deployment bind application is not running, cannot update, please try later' });
    machine.add(web);
    machine.pass(10);
    expect(countsOf(machine)).toEqual({ [coming]: 3 });
    expect(machine.status.status).toBe('Running');
  });

  test('a further one is named after the deployment, not after the one before', () => {
    const machine = updated(1, 1, {});
    machine.settle();
    machine.pass(10);
    machine.update(sent(1, 'web:3'));
    machine.pass(10);
    expect(countsOf(machine)).toEqual({ [`web-v${secondsOf(start) + 1}`]: 1 });
  });

  test('a name that somebody else has is not taken', () => {
    const machine = running(1);
    machine.add(foreign(coming, {}));
    machine.update(sent(1, 'web:2'));
    machine.pass(10);
    expect(machine.status).toMatchObject({ status: 'Update', message: 'application already exist' });
    expect(countsOf(machine)).toEqual({ web: 1, [coming]: 2 });
  });
});

describe('cancelled', () => {
  test.each([0, 1, 2, 5, 8, 11, 14])('after %i turns: the old application has what it had, the other is gone, the definition is the old one', (turns) => {
    const machine = updated(3, 4, { rollingOrder: 'CreateFirst', upgradeDuration: 60 });
    for (let i = 0; i < turns; i++) machine.turn();
    machine.intend({ rollout: { ...machine.deployment.spec.rollout!, cancelled: true } });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('Running');
    machine.pass(1000);
    expect(countsOf(machine)).toEqual({ web: 3 });
    expect(machine.deployment.spec).toMatchObject({ definition: sent(3), application: 'web', rollout: undefined, definitionBackup: undefined });
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: 'web' } });
    expect(machine.status.applicationExt).toBeUndefined();
    expect(omit(machine.applications.get('web')!.spec, 'order', 'definition')).toEqual({ name: 'web', namespace: 'prod', cluster: '10001', kind: 'application', instances: 3, derived: true });
  });

  test('what was taken away is launched again by order', () => {
    const machine = updated(3, 3, { rollingOrder: 'DeleteFirst', upgradeDuration: 60 });
    machine.settle();
    const { id } = machine.deployment.spec.rollout!;
    expect(countsOf(machine)).toEqual({ web: 2, [coming]: 1 });
    machine.intend({ rollout: { ...machine.deployment.spec.rollout!, cancelled: true } });
    machine.settle();
    expect(machine.applications.get('web')?.spec.order).toEqual({ id, kind: 'relaunch' });
  });
});

describe('a resize', () => {
  const bigger = (cpu: string): Record<string, unknown> => {
    const definition = sent(2) as { spec: { template: { spec: object } } };
    return { ...definition, spec: { ...definition.spec, template: { spec: { containers: [{ image: 'web:1', resources: { limits: { cpu, memory: '64' } } }] } } } };
  };
  const settledOrder = (machine: Machine, id: string): void => {
    const web = machine.applications.get('web')!;
    machine.add({ ...web, status: { ...web.status, settledOrder: id } });
    machine.settle();
  };

  test('is an order to the application, until that has come to an end', () => {
    const machine = running(2);
    machine.intend({ definition: bigger('2'), resize: { id: '5' } });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('UpdateResource');
    machine.settle();
    expect(machine.status).toMatchObject({ status: 'UpdateResource', resize: { id: '5' }, application: { name: 'web' } });
    const { spec } = machine.applications.get('web')!;
    expect(spec).toMatchObject({ instances: 2, derived: true, order: { id: '5', kind: 'resource' }, definition: { spec: { template: { spec: { containers: [{ resources: { limits: { cpu: '2' } } }] } } } } });
    settledOrder(machine, '5');
    expect(machine.status).toMatchObject({ status: 'Running', resize: { id: '5', settled: true } });
    machine.update(sent(2, 'web:2'));
    machine.pass(10);
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: coming }, resize: { id: '5', settled: true } });
  });

  test('whose place another order has taken is over, and is not ordered again', () => {
    const machine = running(2);
    machine.intend({ definition: bigger('2'), resize: { id: '5' } });
    machine.settle();
    const web = machine.applications.get('web')!;
    machine.add({ ...web, spec: { ...web.spec, order: { id: '6', kind: 'update' } } });
    machine.settle();
    expect(machine.status.status).toBe('Running');
    expect(machine.applications.get('web')?.spec.order?.id).toBe('6');
  });
});

describe('deleted', () => {
  test.each([false, true])('in the midst of an update, both applications go first; enforced: %s', (enforce) => {
    const machine = updated(2, 2, { upgradeDuration: 60 });
    machine.settle();
    machine.stops = false;
    machine.intend({ deletion: { id: '7', enforce } });
    expect(bcsRules.statusOfDeployment(machine.deployment)).toBe('Deleting');
    machine.settle();
    expect([...machine.applications.values()].map(({ spec }) => spec.deletion)).toEqual([{ id: '7', enforce }, { id: '7', enforce }]);
    expect(machine.status).toMatchObject({ status: 'Deleting', message: 'application still not deleted: web' });
    machine.intend({ deletion: { id: '8', enforce: true } });
    machine.settle();
    expect([...machine.applications.values()].map(({ spec }) => spec.deletion?.id)).toEqual(['8', '8']);
    machine.stops = true;
    machine.settle();
    expect(machine.gone).toBe(true);
    expect(machine.applications.size).toBe(0);
  });

  test('with Kubernetes\' API: the applications are too', () => {
    const machine = running(2);
    machine.deployment = { ...machine.deployment, metadata: { ...machine.deployment.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    machine.turn();
    expect(machine.log).toContain('Deleting');
    machine.settle();
    expect({ gone: machine.gone, left: machine.applications.size }).toEqual({ gone: true, left: 0 });
  });

  test('orphaning: the applications stay', () => {
    const machine = running(2);
    machine.deployment = { ...machine.deployment, metadata: { ...machine.deployment.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['orphan', bcsRules.marks.finalizer] } };
    machine.settle();
    expect({ gone: machine.gone, left: machine.applications.size }).toEqual({ gone: true, left: 1 });
  });

  test('one that never came to bind leaves alone what it found', () => {
    const machine = new Machine(deploymentOf(sent(1)));
    machine.add(foreign('web', {}));
    machine.settle();
    machine.intend({ deletion: { id: '7' } });
    machine.settle();
    expect(machine.gone).toBe(true);
    expect(machine.applications.get('web')?.spec.deletion).toBeUndefined();
  });
});

describe('a process that ends anywhere, and begins anew', () => {
  /** Half of the plans are broken off somewhere. */
  const broken = (seed: number): Cut => {
    const random = seededRandom(seed);
    return (actions) => (random.float() < 0.5 ? Infinity : Math.floor(random.float() * (actions + 1)));
  };

  test.each(Array.from({ length: 20 }, (_, i) => i))('seed %i: the update comes to the same end', (seed) => {
    const machine = updated(5, 4, { rollingOrder: seed % 2 ? 'CreateFirst' : 'DeleteFirst', maxSurge: 2, maxUnavilable: 3 }, broken(seed));
    machine.pass(100);
    expect(countsOf(machine)).toEqual({ [coming]: 4 });
    expect(machine.status).toMatchObject({ status: 'Running', application: { name: coming } });
    machine.update(sent(6, 'web:3'));
    for (let i = 0; i < seed * 2; i++) machine.turn();
    if (machine.deployment.spec.rollout) {
      machine.intend({ rollout: { ...machine.deployment.spec.rollout, cancelled: true } });
      machine.pass(100);
      expect(countsOf(machine)).toEqual({ [coming]: 4 });
    }
    machine.intend({ deletion: { id: '7' } });
    machine.pass(100);
    expect({ gone: machine.gone, left: machine.applications.size }).toEqual({ gone: true, left: 0 });
  });
});

describe('whatever somebody does with Kubernetes\' API', () => {
  const pick = <T>(random: Random, all: readonly T[]): T => all[random.int(all.length)] as T;

  const deeds: readonly ((machine: Machine, random: Random) => void)[] = [
    (machine, random) => { if (!machine.deployment.spec.rollout) machine.update(sent(1 + random.int(5), `web:${random.int(9)}`, { rollingOrder: pick(random, ['CreateFirst', 'DeleteFirst']), maxSurge: random.int(3), maxUnavilable: random.int(3), rollingManually: random.int(2) === 0 })); },
    (machine) => machine.resume(),
    (machine, random) => rolled(machine, { paused: random.int(2) === 0 }),
    (machine) => rolled(machine, { cancelled: true }),
    (machine, random) => rolled(machine, { instances: 1 + random.int(4) }),
    (machine, random) => rolled(machine, { application: pick(random, ['other', 'A.B', 'web-v1']) }),
    (machine, random) => rolled(machine, { id: String(random.int(3)) }),
    (machine, random) => machine.applications.delete(pick(random, [...machine.applications.keys(), 'none'])),
    (machine, random) => meddled(machine, random, { instances: random.int(5) }),
    (machine, random) => meddled(machine, random, { rolling: pick(random, ['Up', 'Down', undefined] as const) }),
    (machine, random) => meddled(machine, random, { deletion: { id: '1' } }),
    (machine, random) => machine.intend({ resize: { id: String(random.int(3)) } }),
    (machine, random) => machine.intend({ application: pick(random, ['web', 'none', 'other']) }),
    (machine, random) => machine.intend({ replaces: pick(random, ['none', 'other']) }),
    (machine) => machine.add(foreign('other', { app: 'other' })),
    (machine, random) => { machine.room = pick(random, [0, 1, Infinity]); },
    (machine, random) => { machine.stops = random.int(3) > 0; },
    (machine, random) => machine.pass(pick(random, [0, 1, 400_000, 8_000_000])),
  ];

  const rolled = (machine: Machine, change: Partial<bcs.Rollout>): void => {
    const { rollout } = machine.deployment.spec;
    if (rollout) machine.intend({ rollout: { ...rollout, ...change } });
  };

  const meddled = (machine: Machine, random: Random, set: Partial<bcs.BcsApplicationSpec>): void => {
    const application = pick(random, [...machine.applications.values()]);
    if (application) machine.add({ ...application, metadata: { ...application.metadata, generation: (application.metadata.generation ?? 0) + 1 }, spec: { ...application.spec, ...set } });
  };

  test.each(Array.from({ length: 100 }, (_, i) => i))('seed %i: it comes to rest, and goes when it is told to', (seed) => {
    const random = seededRandom(seed);
    const machine = running(2);
    for (let i = 0; i < 30; i++) {
      pick(random, deeds)(machine, random);
      // What the kind refuses.
      const { application, replaces, rollout } = machine.deployment.spec;
      if (rollout && rollout.application === application) machine.intend({ rollout: undefined });
      if (replaces === application) machine.intend({ replaces: undefined });
      machine.settle();
    }
    machine.stops = true;
    machine.intend({ deletion: { id: '9', enforce: true } });
    machine.settle();
    expect(machine.gone).toBe(true);
  });
});
