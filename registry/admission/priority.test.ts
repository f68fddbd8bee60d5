import { kinds, type scheduling } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { pod } from '../testing/objects';

afterEach(closeAll);

const priorityClass = (name: string, value: number, parts: Partial<scheduling.PriorityClass> = {}): scheduling.PriorityClass =>
  ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, ...parts });

async function open(...classes: scheduling.PriorityClass[]) {
  const { registry } = await openTest();
  for (const each of classes) await registry.of(kinds.priorityclasses).create(each);
  return { pods: registry.of(kinds.pods), classes: registry.of(kinds.priorityclasses) };
}

const refused = (why: string) => ({ code: 403, message: `pods "a" is forbidden: ${why}` });

describe('the priority of a pod', () => {
  it('is that of its class', async () => {
    const { pods } = await open(priorityClass('high', 1000, { preemptionPolicy: 'Never' }));
    expect((await pods.create(pod('a', { priorityClassName: 'high' }))).spec).toMatchObject({ priority: 1000, preemptionPolicy: 'Never' });
    expect((await pods.create(pod('b', { priorityClassName: 'system-node-critical' }))).spec).toMatchObject({ priority: 2_000_001_000 });
  });

  it('is that of the default class, else nought', async () => {
    const { pods, classes } = await open();
    const bare = await pods.create(pod('a'));
    expect(bare.spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(bare.spec.priorityClassName).toBeUndefined();
    await classes.create(priorityClass('normal', 7, { globalDefault: true }));
    expect((await pods.create(pod('b'))).spec).toMatchObject({ priorityClassName: 'normal', priority: 7, preemptionPolicy: 'PreemptLowerPriority' });
  });

  it('is not for the client to choose', async () => {
    const { pods } = await open(priorityClass('high', 1000, { preemptionPolicy: 'Never' }));
    await expect(pods.create(pod('a', { priorityClassName: 'none' }))).rejects.toMatchObject(refused('no PriorityClass with name none was found'));
    for (const name of ['a,b=c', 'a/b', '\\', '=']) {
      await expect(pods.create(pod('a', { priorityClassName: name }))).rejects.toMatchObject(refused(`no PriorityClass with name ${name} was found`));
    }
    await expect(pods.create(pod('a', { priority: 5 }))).rejects.toMatchObject(
      refused('the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name'));
    await expect(pods.create(pod('a', { priorityClassName: 'high', preemptionPolicy: 'PreemptLowerPriority' }))).rejects.toMatchObject(
      refused('the string value of PreemptionPolicy (PreemptLowerPriority) must not be provided in pod spec; priority admission controller computed Never from the given PriorityClass name'));
    await pods.create(pod('b', { priorityClassName: 'high', priority: 1000 }));
  });

  it('survives a client that does not know of it', async () => {
    const { pods } = await open();
    await pods.create(pod('a'));
    const { spec } = await pods.update({ namespace: 'default', name: 'a' }, ({ spec: { priority: _, preemptionPolicy: __, ...rest }, ...current }) =>
      ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } }, spec: rest }));
    expect(spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  });
});

it('one class is the default', async () => {
  const { classes } = await open(priorityClass('one', 1, { globalDefault: true }), priorityClass('two', 2));
  await expect(classes.create(priorityClass('three', 3, { globalDefault: true }))).rejects.toMatchObject({
    code: 403, message: 'priorityclasses.scheduling.k8s.io "three" is forbidden: PriorityClass one is already marked as default. Only one default can exist',
  });
  await expect(classes.update({ name: 'two' }, (current) => ({ ...current, globalDefault: true }))).rejects.toMatchObject({ code: 403 });
  await classes.update({ name: 'one' }, (current) => ({ ...current, description: 'still' }));
  await classes.delete({ name: 'one' });
  await classes.update({ name: 'two' }, (current) => ({ ...current, globalDefault: true }));
});
