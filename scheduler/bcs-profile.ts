/** The profile of BCS' taskgroups: the default one's filters and its own, and its own choice among the nodes that fit. Nobody is evicted for a taskgroup. */
import { bcsRules } from '../api';
import { buildFramework, defaultProfile, type Framework, type Profile, type ProfileIngredients } from './profile';

const { schedulerName } = bcsRules.marks;

const others = new Set(['DefaultPreemption', 'NodeResourcesBalancedAllocation', 'ImageLocality', 'DefaultBinder']);

const only = (name: string) => ({ enabled: [{ name }], disabled: [{ name: '*' }] });

const bcsProfile: Profile = {
  schedulerName,
  plugins: [
    // Before the others: why an agent will not do is told in BCS' words.
    { name: 'BcsAgents' },
    ...defaultProfile.plugins.filter(({ name }) => !others.has(name)).map(({ name }) => ({ name })),
    { name: 'BcsKin' },
    { name: 'BcsBinder' }, { name: 'DefaultBinder' },
  ],
  points: { preScore: { disabled: [{ name: '*' }] }, score: only('BcsFreeCpu') },
  // The best of all that fit, not of enough.
  percentageOfNodesToScore: 100,
};

/** `frameworks` and BCS': who configures its name has his own. */
export const withBcs = (frameworks: readonly Framework[], ingredients: ProfileIngredients): readonly Framework[] =>
  (frameworks.length === 0 || frameworks.some((framework) => framework.schedulerName === schedulerName) ? frameworks : [...frameworks, buildFramework(bcsProfile, ingredients)]);
