/** From YAML, JSON or an object to a KubeSchedulerConfiguration, strictly: fields that nobody knows are faults. */
import { parseDocument } from 'yaml';
import { ApiError } from '../../api';
import { configurationVersion, type PluginArgs } from '../plugin-args';
import { builtInArgs } from '../plugins';
import { isModulePlugin, readModulePlugin } from './module-plugin';
import { DecodeFault, rootOf, type Place } from './reading';
import { configuration as reader } from './schema';
import { configurationKind, type GivenConfiguration, type GivenProfile, type PluginConfig } from './types';

const group = 'kubescheduler.config.k8s.io';

/** Arguments of built-in plugins have their defaults, too. Throws ApiError BadRequest. */
export function decodeConfiguration(input: unknown): GivenConfiguration {
  const unknown: string[] = [];
  try {
    const { kind, apiVersion, ...given } = reader(typeof input === 'string' ? parsed(input) : input, rootOf((path) => unknown.push(`unknown field ${JSON.stringify(path)}`)));
    checkType(kind, apiVersion);
    const profiles = given.profiles?.map((profile, i) => withArgs(profile, i, unknown));
    if (unknown.length) throw new DecodeFault(`strict decoding error: ${unknown.join(', ')}`);
    return { ...given, ...(profiles && { profiles }) };
  } catch (error) {
    throw error instanceof DecodeFault ? ApiError.undecodable(configurationKind, configurationVersion, error.message) : error;
  }
}

function parsed(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new DecodeFault(`yaml: ${error.message.split('\n', 1)[0] ?? ''}`);
  return document.toJS() as unknown;
}

function checkType(kind = '', apiVersion = ''): void {
  if (!kind) throw new DecodeFault("Object 'Kind' is missing");
  if (!apiVersion) throw new DecodeFault("Object 'apiVersion' is missing");
  if (kind !== configurationKind || apiVersion !== configurationVersion) {
    throw new DecodeFault(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}; there is ${configurationKind} of ${configurationVersion}`);
  }
}

const withArgs = (profile: GivenProfile, index: number, unknown: string[]): GivenProfile =>
  (profile.pluginConfig ? { ...profile, pluginConfig: profile.pluginConfig.map((config, i) => nested(config, `.profiles[${index}].pluginConfig[${i}]`, unknown)) } : profile);

/** The arguments of a plugin that somebody knows; others are left as they are. */
function nested(config: PluginConfig, at: string, unknown: string[]): PluginConfig {
  const { name, args = {} } = config;
  const place = rootOf((path) => unknown.push(`decoding ${at}: decoding args for plugin ${name}: strict decoding error: unknown field ${JSON.stringify(path)}`));
  const declared = Object.hasOwn(builtInArgs, name) ? builtInArgs[name] : undefined;
  try {
    if (declared) return { name, args: typedArgs(name, declared, args, place) };
    if (isModulePlugin(args)) return { name, args: { ...readModulePlugin(args, place) } };
    return config;
  } catch (error) {
    throw error instanceof DecodeFault ? new DecodeFault(`decoding ${at}: decoding args for plugin ${name}: ${error.message}`) : error;
  }
}

function typedArgs(name: string, { kind, read }: PluginArgs, args: unknown, place: Place): unknown {
  const { kind: said = kind, apiVersion = configurationVersion } = args as { kind?: unknown; apiVersion?: unknown };
  const asked = `${String(said)}.${String(apiVersion).replace(/\/[^/]*$/, '')}`;
  if (asked !== `${kind}.${group}`) throw new DecodeFault(`args for plugin ${name} were not of type ${kind}.${group}, got ${asked}`);
  if (apiVersion !== configurationVersion) throw new DecodeFault(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`);
  return { kind, apiVersion: configurationVersion, ...read(args, '', place).args };
}
