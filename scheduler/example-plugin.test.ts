/** The plugin of docs/adding-a-scheduler-plugin.md: it is read out of the document, so that the document works. */
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../api';
import { frameworksOf } from './configuration/frameworks';
import * as framework from './framework';
import type { PluginFactory } from './framework';
import { Placer } from './placing';
import * as scaling from './plugins/scaling';
import { buildFramework, defaultProfile } from './profile';
import { configured } from './testing/configured';
import { ingredients } from './testing/ingredients';
import { cycleOf, info, nodeInfo } from './testing/objects';

function documentedPlugin(): PluginFactory {
  const document = readFileSync(join(__dirname, '../docs/adding-a-scheduler-plugin.md'), 'utf8');
  const source = /```ts\n([\s\S]*?)```/.exec(document)?.[1] ?? '';
  const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } });
  const modules: Record<string, unknown> = { '../framework': framework, './scaling': scaling };
  const exports: { namespaceLimit?: PluginFactory } = {};
  new Function('require', 'exports', code)((name: string) => modules[name], exports);
  if (!exports.namespaceLimit) throw new Error('the document exports no namespaceLimit');
  return exports.namespaceLimit;
}

const placerOf = (max: number): Placer => {
  const profile = { plugins: [...defaultProfile.plugins, { name: 'NamespaceLimit', weight: 2, args: { max } }] };
  return new Placer(buildFramework(profile, { ...ingredients(), factories: { NamespaceLimit: documentedPlugin() } }), seededRandom(1));
};

const crowded = nodeInfo({ name: 'crowded' }, [info({ name: 'a' }), info({ name: 'b' })]);

test('prefers the emptier node, and rejects full ones', () => {
  expect(placerOf(3).place(cycleOf({}, crowded, nodeInfo({ name: 'quiet' }))).node).toBe('quiet');
  const placement = placerOf(2).place(cycleOf({}, crowded));
  if (placement.node !== undefined) throw new Error('placed');
  expect(placement.diagnosis.message()).toContain('0/1 nodes are available: 1 node(s) had too many pods of the namespace.');
});

test('as a module of somebody\'s, it keeps pods away just so', async () => {
  const document = readFileSync(join(__dirname, '../docs/adding-a-scheduler-plugin.md'), 'utf8');
  const { code } = transformSync(/```js\n([\s\S]*?)```/.exec(document)?.[1] ?? '', { module: { type: 'commonjs' } });
  const exports: Record<string, unknown> = {};
  new Function('exports', code)(exports);
  const args = { apiVersion: 'scheduler.minikapi.dev/v1alpha1', kind: 'ModulePluginArgs', module: './namespace-limit.mjs', args: { max: 2 } };
  const profiles = [{ plugins: { multiPoint: { enabled: [{ name: 'NamespaceLimit' }] } }, pluginConfig: [{ name: 'NamespaceLimit', args }] }];
  const { initial } = await configured({ profiles }, () => Promise.resolve(exports));
  const [framework] = frameworksOf(initial, ingredients());
  if (!framework) throw new Error('no profile');
  const placer = new Placer(framework, seededRandom(1));
  expect(placer.place(cycleOf({}, crowded)).node).toBeUndefined();
  expect(placer.place(cycleOf({}, crowded, nodeInfo({ name: 'quiet' }))).node).toBe('quiet');
});
