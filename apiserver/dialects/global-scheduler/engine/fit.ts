/** Which flavours a copy gets at a site, and how many copies there is room for (specification, 7.1 and 7.3). */
import type { Candidate } from './candidate';
import { firstCombination, type Trial } from './combinations';
import { ApartTrial, TogetherTrial } from './trials';
import type { FlavorChoice } from './request';
import type { Flavor } from './world';

/** A flavour that a resource may have here. */
export interface Option {
  readonly choice: FlavorChoice;
  /** As the site has it; a spot machine's is not looked at. */
  readonly flavor?: Flavor;
  /** What the preference for it weighs (7.1). */
  readonly weight: number;
  /** How many machines a copy has of it. */
  readonly count: number;
}

/** Options that fit together. */
export interface Fit {
  readonly options: readonly Option[];
  readonly copies: number;
}

/** Why there is none. */
export type Misfit = 'no flavour fits' | 'too many combinations of flavours to try';

/** What is chosen so far, against what the site has left. */
export interface Room extends Trial<Option> {
  /** Copies of what is chosen that there is room for. */
  copies(): number;
}

/** What `spot_fake` lets in at each site (5.1). */
const spotCopies = 1000;

/** Options that one site may try in vain. Almost always none are: what cannot fit is known before it is tried. */
const maxVainTries = 4096;

export function fitOf(candidate: Candidate): Fit | Misfit {
  const { demand, quirks, steps } = candidate.context;
  if (!steps.spend(demand.choices * candidate.free.length)) return 'too many combinations of flavours to try';
  const options = optionsAt(candidate);
  if (!options) return 'no flavour fits';
  const room: Room = quirks.flavorsApart ? new ApartTrial(candidate, options.length) : new TogetherTrial(candidate, options);
  const found = firstCombination(options, room, maxVainTries + options.length, steps);
  if (found === 'tired') return 'too many combinations of flavours to try';
  if (found === 'none') return 'no flavour fits';
  const spot = found.some(({ choice }) => choice.spot) ? spotCopies : Infinity;
  return { options: found, copies: Math.min(spot, room.copies()) };
}

/** Per resource what could fit were it alone; `undefined`: nothing could for one of them. */
function optionsAt(candidate: Candidate): readonly (readonly Option[])[] | undefined {
  const all: Option[][] = [];
  for (const { flavors, count } of candidate.context.request.resources) {
    const options: Option[] = [];
    for (const [position, choice] of flavors.entries()) {
      const option = optionAt(candidate, choice, position, count);
      if (option) options.push(option);
    }
    if (options.length === 0) return undefined;
    all.push(options);
  }
  return all;
}

function optionAt(candidate: Candidate, choice: FlavorChoice, position: number, count: number): Option | undefined {
  const { options, quirks } = candidate.context;
  const weight = Math.trunc(10 / (position + 1));
  if (choice.spot) return options.spotFake ? { choice, weight, count } : undefined;
  if (candidate.allocatable(choice.flavorId) < (quirks.lastCountWins ? 1 : count)) return undefined;
  return { choice, flavor: candidate.site.flavors.get(choice.flavorId), weight, count };
}
