/** Plugins of users, from ES modules. */
import { seededRandom, SteppedClock } from '../../api';
import { unschedulable, type PluginFactory } from '../framework';
import { SchedulerSlot } from '../control-slot';
import { configuration, configured } from '../testing/configured';
import { conditionOf, isBound, isRejected, start, stopAll } from '../testing/running';
import type { ImportModule } from './plugin-modules';
import { openConfigurations } from './configurations';

afterEach(stopAll);

/** Keeps pods away from a node. */
const avoids: PluginFactory = ({ args }) => ({
  name: 'Avoids', filter: (_cycle, { name }) => (name === args.node ? unschedulable(`node(s) are ${name}`) : undefined), wakeOn: [{ subject: 'Node', kinds: ['NodeAdded'] }],
});

const modules: Record<string, Record<string, unknown>> = {
  'file:///plugins/avoids.mjs': { default: avoids, named: avoids, other: 3, liar: () => ({ name: 'Liar' }), broken: () => { throw new Error('out of order'); } },
};

const imported: string[] = [];
const importModule: ImportModule = (url) => {
  imported.push(url);
  const found = modules[url];
  return found ? Promise.resolve(found) : Promise.reject(new Error(`Cannot find module '${url}'`));
};

const version = { apiVersion: 'scheduler.minikapi.dev/v1alpha1', kind: 'ModulePluginArgs' };
const withModule = (args: object, name = 'Avoids'): object => ({
  profiles: [{ plugins: { multiPoint: { enabled: [{ name }] } }, pluginConfig: [{ name, args: { ...version, ...args } }] }],
});

test('a module\'s plugin runs like any other, with its arguments', async () => {
  const slot = new SchedulerSlot();
  const { addNode, addPod, until } = await start({ configurations: await configured(withModule({ module: './avoids.mjs', args: { node: 'a' } }), importModule), slot });
  await addNode({ name: 'a' });
  await addPod();
  expect(conditionOf(await until('web', isRejected))?.message).toMatch(/^0\/1 nodes are available: 1 node\(s\) are a\./);
  await addNode({ name: 'b' });
  expect((await until('web', isBound)).spec.nodeName).toBe('b');
  // It is loaded: a later configuration may use it otherwise, but bring nothing new.
  await slot.configure(configuration(withModule({ module: '/plugins/avoids.mjs', args: { node: 'b' } })));
  await addPod({ name: 'next' });
  expect((await until('next', isBound)).spec.nodeName).toBe('a');
  await expect(slot.configure(configuration(withModule({ module: './avoids.mjs', export: 'named' })))).rejects.toThrow('is not loaded: modules are loaded when the process starts');
  expect(imported).toEqual(['file:///plugins/avoids.mjs']);
});

test.each<[string, object, string]>([
  ['pluginConfig[Avoids].args.module: Invalid value: "./none.mjs": Cannot find module', { module: './none.mjs' }, 'Avoids'],
  ['pluginConfig[Avoids].args.module: Invalid value: "./avoids.mjs": has no function as its export "other"', { module: './avoids.mjs', export: 'other' }, 'Avoids'],
  ['initializing plugin "Avoids": out of order', { module: './avoids.mjs', export: 'broken' }, 'Avoids'],
  ['plugin "Avoids" calls itself "Liar"', { module: './avoids.mjs', export: 'liar' }, 'Avoids'],
  ['plugin "Other" calls itself "Avoids"', { module: './avoids.mjs' }, 'Other'],
])('is known before anything begins: %s', async (message, args, name) => {
  await expect(configured(withModule(args, name), importModule)).rejects.toThrow(message);
});

test('a module that is none is told in Node\'s words', async () => {
  const deps = { clock: new SteppedClock(), random: seededRandom(1) };
  await expect(openConfigurations({ ...deps, configuration: configuration(withModule({ module: './not-there.mjs' })), directory: __dirname })).rejects.toThrow('not-there.mjs');
});
