/**
 * Users' own plugins. Arguments of plugins that kube-scheduler does not know may be of any shape, so they are the place to
 * say where such a plugin comes from:
 *
 *     pluginConfig:
 *     - name: NamespaceLimit
 *       args:
 *         apiVersion: scheduler.minikapi.dev/v1alpha1
 *         kind: ModulePluginArgs
 *         module: ./namespace-limit.mjs
 *         args: { max: 3 }
 */
import { fieldError, type FieldError } from '../../api';
import { anything, struct, text, type Place } from './reading';

const version = 'scheduler.minikapi.dev/v1alpha1';
const kind = 'ModulePluginArgs';

export interface ModulePlugin {
  /** An ES module: a path, from the directory of the configuration's file on. */
  readonly module: string;
  /** Which of its exports makes the plugin; absent: `default`. */
  readonly export?: string;
  /** What the plugin is given. */
  readonly args?: unknown;
}

interface Written extends ModulePlugin { readonly kind?: string; readonly apiVersion?: string }

const written = struct<Written>(kind, { kind: text, apiVersion: text, module: text, export: text, args: anything }, { module: '' });

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isModulePlugin = (args: unknown): args is Record<string, unknown> => isObject(args) && args.kind === kind && args.apiVersion === version;

export const readModulePlugin = (args: unknown, place: Place): ModulePlugin => written(args, place);

export const modulePluginFaults = ({ module, args }: ModulePlugin, field: string): FieldError[] => [
  ...(module ? [] : [fieldError.required(`${field}.module`, 'must name an ES module')]),
  ...(args === undefined || isObject(args) ? [] : [fieldError.invalid(`${field}.args`, args, 'must be an object')]),
];
