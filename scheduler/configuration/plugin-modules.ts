/**
 * ES modules with plugins of users. They are loaded at the start, from the configuration of whoever started the process; a
 * configuration that comes later, over HTTP, may only name what is loaded already: it makes no code run that was not chosen.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fieldError } from '../../api';
import type { PluginFactory } from '../framework';
import type { ModulePlugin } from './module-plugin';
import { invalidConfiguration, type Plan } from './plan';

export type ImportModule = (url: string) => Promise<Readonly<Record<string, unknown>>>;

const nodeImport: ImportModule = (url) => import(url) as ReturnType<ImportModule>;

export class PluginModules {
  /** By address and name of the export. */
  private readonly factories = new Map<string, PluginFactory>();

  /** `directory`: where relative paths begin. */
  constructor(private readonly directory: string, private readonly importModule = nodeImport) {}

  /** Throws ApiError Invalid for a module that cannot be loaded, or makes no plugins. */
  async load({ modules }: Plan): Promise<void> {
    for (const plugin of modules) await this.loadOne(plugin);
  }

  private async loadOne(plugin: Plan['modules'][number]): Promise<void> {
    if (this.factories.has(this.keyOf(plugin))) return;
    const exports = await this.importModule(this.urlOf(plugin)).catch((error: unknown) => {
      throw refused(plugin, error instanceof Error ? error.message : String(error));
    });
    const factory = exports[exportOf(plugin)];
    if (typeof factory !== 'function') throw refused(plugin, `has no function as its export ${JSON.stringify(exportOf(plugin))}`);
    // Users may come with anything; what it makes is looked at when it is made.
    this.factories.set(this.keyOf(plugin), factory as PluginFactory);
  }

  /** The plan with the factories of its modules. Throws ApiError Invalid where one has not been loaded. */
  supply(plan: Plan): Plan {
    if (!plan.modules.length) return plan;
    const factories = Object.fromEntries(plan.modules.map((plugin) => [plugin.name, this.loaded(plugin)]));
    return { ...plan, profiles: plan.profiles.map((profile) => ({ ...profile, factories: { ...profile.factories, ...factories } })) };
  }

  private loaded(plugin: Plan['modules'][number]): PluginFactory {
    const factory = this.factories.get(this.keyOf(plugin));
    if (!factory) throw refused(plugin, 'is not loaded: modules are loaded when the process starts');
    return factory;
  }

  private urlOf({ module }: ModulePlugin): string {
    return module.startsWith('file:') ? module : pathToFileURL(resolve(this.directory, module)).href;
  }

  private keyOf(plugin: ModulePlugin): string {
    return `${this.urlOf(plugin)}#${exportOf(plugin)}`;
  }
}

const exportOf = (plugin: ModulePlugin): string => plugin.export ?? 'default';

const refused = ({ name, module }: Plan['modules'][number], why: string): Error =>
  invalidConfiguration([fieldError.invalid(`pluginConfig[${name}].args.module`, module, why)]);
