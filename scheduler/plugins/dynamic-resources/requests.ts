/** What a claim asks for, ready to be compared with devices. */
import { cel, kinds, type resource } from '../../../api';
import type { Lister, PluginIngredients } from '../../framework';
import type { Offer } from './devices';
import { idOf, type Claim } from './pod-claims';

/** Devices of one kind. */
export interface Wanted {
  /** `gpu`, or `gpu/large` for an alternative. */
  readonly name: string;
  /** `gpu`. */
  readonly request: string;
  readonly deviceClass: resource.DeviceClass;
  /** Undefined: all that there are. */
  readonly count: number | undefined;
  /** In use by others or not. */
  readonly adminAccess: boolean;
  readonly tolerations: readonly resource.DeviceToleration[];
  /** How far down the list of alternatives. */
  readonly rank: number;
  /** By the selectors of the class and of the request. Throws where one cannot tell. */
  matches(offer: Offer): boolean;
}

export interface ClaimRequests {
  readonly claim: Claim;
  /** One of the alternatives of each. */
  readonly requests: readonly (readonly Wanted[])[];
}

interface Selector { readonly says: string; readonly expression: string }

const programs = new Map<string, ReturnType<typeof cel.compileDeviceSelector>>();
const mostPrograms = 1000;

function compiled(expression: string): ReturnType<typeof cel.compileDeviceSelector> {
  const known = programs.get(expression);
  if (known) return known;
  if (programs.size >= mostPrograms) programs.clear();
  const made = cel.compileDeviceSelector(expression);
  programs.set(expression, made);
  return made;
}

function holds({ says, expression }: Selector, { driver, device }: Offer): boolean {
  const program = compiled(expression);
  if (!program.ok) throw new Error(`${says}: CEL compile error: ${program.message}`);
  const { value } = program.program.evaluate({ device: { driver, device } });
  if (value instanceof cel.CelError) throw new Error(`${says}: CEL runtime error: ${value.message}`);
  if (typeof value !== 'boolean') throw new Error(`${says}: CEL runtime error: CEL result could not be converted to bool`);
  return value;
}

const selectorsOf = (says: string, selectors: readonly resource.DeviceSelector[] = []): Selector[] =>
  selectors.map(({ cel: selector }, i) => ({ says: `${says}: selector #${i}`, expression: selector?.expression ?? '' }));

/** Each device is judged once in an attempt, however many nodes reach it. */
function judged(selectors: readonly Selector[]): (offer: Offer) => boolean {
  const known = new Map<resource.Device, boolean>();
  return (offer) => {
    const verdict = known.get(offer.device) ?? selectors.every((selector) => holds(selector, offer));
    known.set(offer.device, verdict);
    return verdict;
  };
}

type Asked = Omit<resource.ExactDeviceRequest, 'adminAccess'> & { readonly adminAccess?: boolean };

export class Requests {
  private readonly classes: Lister<resource.DeviceClass>;

  constructor(informers: PluginIngredients['informers']) {
    this.classes = informers.of<resource.DeviceClass>(kinds.deviceclasses).lister;
  }

  /** A text: why the claim can be allocated nowhere. */
  of(claim: Claim): ClaimRequests | string {
    const requests: Wanted[][] = [];
    for (const { name, exactly, firstAvailable = [] } of claim.spec.devices.requests ?? []) {
      const alternatives = exactly
        ? [this.wanted(claim, exactly, { name, request: name, rank: 0 })]
        : firstAvailable.map((alternative, rank) => this.wanted(claim, alternative, { name: `${name}/${alternative.name}`, request: name, rank }));
      if (!alternatives.length) return `resource claim ${idOf(claim)}, request ${name}: unknown request type`;
      const problem = alternatives.find((one) => typeof one === 'string');
      if (problem !== undefined) return problem;
      requests.push(alternatives as Wanted[]);
    }
    return { claim, requests };
  }

  private wanted(claim: Claim, asked: Asked, names: Pick<Wanted, 'name' | 'request' | 'rank'>): Wanted | string {
    const deviceClass = this.classes.get({ name: asked.deviceClassName });
    if (!deviceClass) return `request ${names.name}: device class ${asked.deviceClassName} does not exist`;
    if (asked.capacity) return `resource claim ${idOf(claim)}, request ${names.name}: asks for capacity, but the DRAConsumableCapacity feature is not built here`;
    return {
      ...names, deviceClass,
      count: asked.allocationMode === 'All' ? undefined : asked.count ?? 1,
      adminAccess: asked.adminAccess ?? false,
      tolerations: asked.tolerations ?? [],
      matches: judged([...selectorsOf(`class ${asked.deviceClassName}`, deviceClass.spec.selectors), ...selectorsOf(`claim ${idOf(claim)}`, asked.selectors)]),
    };
  }
}
