/** Whether groups that a site has are wanted beside this one, or not wanted (specification, 7.4). */
import { meets, requirementFault } from '../requirements';
import type { LabelRequirement } from '../request';
import type { SiteTaken } from '../taken';
import { PluginFault, type Score } from './score';

export const stackAffinity: Score = {
  name: 'StackAffinity',
  prepare: ({ request: { selector: { affinity, antiAffinity } }, quirks: { groupsForgotten } }) => {
    if ([...affinity, ...antiAffinity].some(requirementFault)) throw new PluginFault('requirement failed.');
    return ({ taken }) => {
      const site = groupsForgotten ? undefined : taken;
      const near = hasGroup(site, affinity) ? 100 : 0;
      const apart = hasGroup(site, antiAffinity) ? 0 : 100;
      return Math.trunc((near + apart) / 2);
    };
  },
};

/** Some group meets all of them; nobody meets none. */
function hasGroup(site: SiteTaken | undefined, requirements: readonly LabelRequirement[]): boolean {
  if (!site || requirements.length === 0) return false;
  for (const { labels } of site.groups.values()) if (requirements.every((requirement) => meets(labels, requirement))) return true;
  return false;
}
