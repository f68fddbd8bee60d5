/** Devices as the selectors of claims and classes see them (k8s.io/dynamic-resource-allocation cel/compile.go; KEP-4381). */
import type * as resource from '../schema/types/resource.v1';
import { kubernetesLibraries } from './environment';
import { quantity, quantityType } from './library/quantity';
import { semver } from './library/semver';
import { compile, type Compiled } from './program';
import { Environment } from './types/declarations';
import type { Shape } from './types/shape';
import { bool, dyn, mapOf, string, struct, type Type } from './types/types';
import { EntryMap } from './values/collections';
import { fail } from './values/errors';
import { wrapNumber } from './values/json';
import { MapValue, type Value } from './values/values';

/** A device and the driver that names it. */
export interface DriverDevice { readonly driver: string; readonly device: resource.Device }

/** By domain, then by name. A domain that nobody has used is empty. */
class Domains extends MapValue {
  constructor(private readonly domains: ReadonlyMap<string, EntryMap>) {
    super();
  }

  get size(): number {
    return this.domains.size;
  }

  keys(): readonly string[] {
    return [...this.domains.keys()];
  }

  override has(key: Value): boolean {
    return typeof key === 'string' && this.domains.has(key);
  }

  find(key: Value): Value {
    return (typeof key === 'string' && this.domains.get(key)) || EntryMap.empty;
  }
}

/** Names without a domain are in the driver's. */
function domainsOf<T>(driver: string, members: Readonly<Record<string, T>> = {}, valueOf: (member: T, name: string) => Value): Domains {
  const pairs = new Map<string, [string, Value][]>();
  for (const [name, member] of Object.entries(members)) {
    const slash = name.indexOf('/');
    const [domain, id] = slash < 0 ? [driver, name] : [name.slice(0, slash), name.slice(slash + 1)];
    pairs.set(domain, [...(pairs.get(domain) ?? []), [id, valueOf(member, name)]]);
  }
  return new Domains(new Map([...pairs].map(([domain, own]) => [domain, EntryMap.of(own)])));
}

function attributeValue({ int, bool: flag, string: text, version }: resource.DeviceAttribute, name: string): Value {
  if (int !== undefined) return wrapNumber(int);
  if (flag !== undefined) return flag;
  if (text !== undefined) return text;
  return version === undefined ? fail(`attribute ${name}: unsupported attribute value`) : semver(version);
}

const parts: Readonly<Record<string, { readonly type: Type; readonly of: (device: DriverDevice) => Value }>> = {
  driver: { type: string, of: ({ driver }) => driver },
  allowMultipleAllocations: { type: bool, of: ({ device }) => device.allowMultipleAllocations ?? false },
  attributes: { type: mapOf(string, mapOf(string, dyn)), of: ({ driver, device }) => domainsOf(driver, device.attributes, attributeValue) },
  capacity: { type: mapOf(string, mapOf(string, quantityType)), of: ({ driver, device }) => domainsOf(driver, device.capacity, ({ value }) => quantity(value)) },
};

class DeviceValue extends MapValue {
  readonly size = Object.keys(parts).length;

  constructor(private readonly device: DriverDevice) {
    super();
  }

  keys(): readonly string[] {
    return Object.keys(parts);
  }

  find(key: Value): Value | undefined {
    return typeof key === 'string' && Object.hasOwn(parts, key) ? parts[key]?.of(this.device) : undefined;
  }
}

const asIs = (type: Type): Shape => ({ type, wrap: (value) => value as Value });
const deviceType = struct('kubernetes.DRADevice', new Map(Object.entries(parts).map(([name, { type }]) => [name, { type, jsonName: name, shape: asIs(type) }])));
const variables = { device: { type: deviceType, wrap: (device: unknown) => new DeviceValue(device as DriverDevice) } };

const environment = new Environment(kubernetesLibraries, { bindings: true });

/** A selector's expression; its variable `device` is bound to a DriverDevice. */
export const compileDeviceSelector = (expression: string): Compiled => compile(expression, { environment, variables, result: ['bool', 'dyn'] });
