/**
 * What the demo does and was hardly meant, each with what is done instead (specification, marks [Q] and [D]). They are on together or
 * not at all: `faithful`. `docs/dialects/global-scheduler-placement.md` shows this table; a test compares.
 */
export interface Quirk {
  readonly section: string;
  readonly faithful: string;
  readonly otherwise: string;
}

export const quirks = {
  lastCountWins: {
    section: '7.2, 7.3',
    faithful: 'A flavour or a volume type that two resources name is needed as often as the last of them says',
    otherwise: 'Their needs are added',
  },
  flavorsApart: {
    section: '7.3',
    faithful: 'Each flavour of a combination is tested alone, so that two may be promised the same vCPUs',
    otherwise: 'What runs on the same hosts is counted together',
  },
  everyTextCharged: {
    section: '7.7',
    faithful: 'A machine is charged to every host text that names its type',
    otherwise: 'A machine is charged once; what hosts of several types have left is what remains however machines are spread over them',
  },
  onlyMachinesReserved: {
    section: '7.7',
    faithful: 'Storage and addresses are never reserved',
    otherwise: 'They are',
  },
  storageLimitsNoCopies: {
    section: '7.2, 7.5',
    faithful: 'Storage is checked for one copy and does not limit how many a site takes',
    otherwise: 'A site takes as many copies as it has storage for',
  },
  poolsApart: {
    section: '7.5',
    faithful: 'Sites that name the same address pool each count it as theirs',
    otherwise: 'They share it, by the location strategy',
  },
  spotCharged: {
    section: '7.3, 7.7',
    faithful: 'Spot machines that `spot_fake` lets in are charged like others, though nothing asked whether they fit',
    otherwise: 'They take nothing of what ordinary machines have',
  },
  groupsForgotten: {
    section: '7.4',
    faithful: 'Groups are never recorded on sites: StackAffinity is always 50',
    otherwise: 'Affinity and anti-affinity look at the labels of the groups that a site has',
  },
  capacityByScore: {
    section: '5.2',
    faithful: 'Without the priority `Flavor` nothing is ever placed',
    otherwise: 'What a site takes does not depend on which scores are counted',
  },
  oneMachineMore: {
    section: '7.2',
    faithful: 'NodeResourcesFit wants room for one machine more than is asked for',
    otherwise: 'As many as are asked for are enough',
  },
  scoresOutOfRangeFail: {
    section: '7.4',
    faithful: 'A score that is not within 0 and 100 fails the request',
    otherwise: 'It is 0 or 100',
  },
  roundingFails: {
    section: '7.6',
    faithful: '`discrete` shares that are rounded down to fewer copies than asked for fail the request (`not find suit host`), and nothing stays reserved',
    otherwise: 'The best sites take the rest',
  },
  lastFlavorsShown: {
    section: '4',
    faithful: 'Every copy is answered with the flavours of the last one',
    otherwise: 'Every copy has its own',
  },
} as const satisfies Readonly<Record<string, Quirk>>;

export type Quirks = Readonly<Record<keyof typeof quirks, boolean>>;

const all = (on: boolean): Quirks => Object.fromEntries(Object.keys(quirks).map((name) => [name, on])) as Quirks;

const faithful = all(true);
const sound = all(false);

export const quirksOf = (options: { readonly faithful?: boolean }): Quirks => (options.faithful ? faithful : sound);
