/** A profile's plugins over the default ones (kube-scheduler apis/config/v1/default_plugins.go, mergePlugins). */
import { points, type PluginSet, type WeighedPlugin } from '../points';
import type { Plugins } from './types';

const inOrder = [...points, 'multiPoint'] as const;

export function mergePlugins(defaults: readonly WeighedPlugin[], given: Plugins = {}): Required<Plugins> {
  const sets = inOrder.map((point) => [point, mergeSet(point === 'multiPoint' ? defaults : [], given[point] ?? {})] as const);
  return Object.fromEntries(sets) as Required<Plugins>;
}

/** What names a default replaces it where it stands; the rest comes behind, what is named twice included: that is a fault to be told. */
function mergeSet(defaults: readonly WeighedPlugin[], { enabled = [], disabled = [] }: PluginSet): PluginSet {
  const out = new Set(disabled.map(({ name }) => name));
  const kept = out.has('*') ? [] : defaults.filter(({ name }) => !out.has(name));
  const replacing = new Map(enabled.filter(({ name }) => kept.some((plugin) => plugin.name === name)).map((plugin) => [plugin.name, plugin]));
  const used = new Set(replacing.values());
  const all = [...kept.map((plugin) => replacing.get(plugin.name) ?? plugin), ...enabled.filter((plugin) => !used.has(plugin))];
  return { ...(all.length && { enabled: all }), ...(disabled.length && { disabled }) };
}
